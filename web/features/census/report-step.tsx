/** Last step: the delivery on paper (A4), to be signed: files by hash, how layers were read, figures, reasons, difference, who and when. */
import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import type { Census } from '../../../server/shared/census.ts'
import { useDistrict } from '../../app/registry.ts'
import { formatCount, formatMoment } from '../../i18n/formats.ts'
import '../../ui/paper.css'
import { KindMark } from './kind-mark.tsx'
import { countOf, DECIDED_KINDS, type DecidedKind, takenOf } from './kinds.ts'
import { inOrder } from './reasons-list.tsx'
import { ReportAcceptance } from './report-acceptance.tsx'
import { ReportFiles, ReportLayers } from './report-tables.tsx'
import { useSaid } from './said.ts'
import { useWords } from './words.ts'

const Facts = ({ census }: { census: Census }) => {
  const t = useWords()
  const district = useDistrict()
  const [madeAt] = useState(() => new Date().toISOString())
  const { batch } = census
  const facts: [string, string][] = [
    [t('report.district'), district.data ? `${district.data.name} ${district.data.code}` : ''],
    [t('report.delivery'), `${census.title} (${census.id})`],
    [t('report.state'), t(`state.${batch?.undone ? 'undone' : census.state}`)],
    [t('report.edition'), census.settings.edition],
    [t('report.created'), t('list.by', { actor: census.actor, at: formatMoment(census.createdAt) })],
    ...(batch
      ? ([
          [t('report.batch'), String(batch.id)],
          [t('report.committedAt'), t('list.by', { actor: batch.actor, at: formatMoment(batch.appliedAt) })],
        ] as [string, string][])
      : []),
    ...(batch?.undone
      ? ([
          [
            t('report.undoneAt'),
            t('list.by', { actor: batch.undone.actor, at: formatMoment(batch.undone.at) }),
          ],
        ] as [string, string][])
      : []),
    [t('report.madeAt'), formatMoment(madeAt)],
  ]
  return (
    <dl className="report-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const Reasons = ({ census }: { census: Census }) => {
  const t = useWords()
  const said = useSaid()
  if (census.findings.length === 0) return <p>{t('report.noReasons')}</p>
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('report.severity')}</th>
          <th scope="col" className="figure">
            {t('report.count')}
          </th>
          <th scope="col">{t('report.example')}</th>
        </tr>
      </thead>
      <tbody>
        {inOrder(census.findings).map(({ code, severity, count, examples: [example] }) => (
          <tr key={`${code}-${severity}`}>
            <td>{t(`verdicts.severity.${severity}`)}</td>
            <td className="figure">{formatCount(count)}</td>
            <td>
              {example
                ? `${t('verdicts.rowOf', { layer: example.layer, n: example.sourceRow })}: ${said(example)}`
                : code}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Decision = ({ kind, census }: { kind: DecidedKind; census: Census }) => {
  const t = useWords()
  const taken = takenOf(kind, census)
  const left = countOf(kind, census) - taken
  if (taken > 0 && left > 0)
    return t('report.takenSome', { taken: formatCount(taken), left: formatCount(left) })
  return t(taken > 0 ? 'report.takenYes' : 'report.takenNo')
}

const Difference = ({ census }: { census: Census }) => {
  const t = useWords()
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('difference.kind')}</th>
          <th scope="col" className="figure">
            {t('difference.count')}
          </th>
          <th scope="col">{t('difference.meaning')}</th>
          <th scope="col">{t('report.taken')}</th>
        </tr>
      </thead>
      <tbody>
        {DECIDED_KINDS.filter((kind) => countOf(kind, census) > 0).map((kind) => (
          <tr key={kind}>
            <th scope="row">
              <KindMark kind={kind} />
            </th>
            <td className="figure">{formatCount(countOf(kind, census))}</td>
            <td>{t(`kindWords.${kind}`)}</td>
            <td>{kind === 'same' ? t('report.none') : <Decision kind={kind} census={census} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Signatures = ({ sampled }: { sampled: boolean }) => {
  const t = useWords()
  const lines = [
    t('report.surveyor'),
    t('report.checker'),
    ...(sampled ? [t('acceptance.report.inspector'), t('acceptance.report.accepter')] : []),
    t('report.receiver'),
  ]
  return (
    <section className="signatures" aria-label={t('report.signatures')}>
      {lines.map((who) => (
        <div key={who}>
          <p>{who}</p>
          <p className="sign-line" />
          <p>{t('report.signedOn')}</p>
          <p className="sign-line" />
        </div>
      ))}
    </section>
  )
}

export const ReportStep = ({ census }: { census: Census }) => {
  const t = useWords()
  const { total, refused } = census.counts
  return (
    <div className="step-page">
      <p className="tools no-print">
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t('report.print')}
        </Button>
        <span className="quiet">{t('report.printHint')}</span>
      </p>
      <article className="report" aria-label={t('report.title')}>
        <h2>{t('report.title')}</h2>
        {census.batch === null && <p className="waits">{t('report.draft')}</p>}
        <Facts census={census} />
        <h3>{t('report.files')}</h3>
        <ReportFiles census={census} />
        <h3>{t('report.layers')}</h3>
        <ReportLayers census={census} />
        <h3>{t('report.figures')}</h3>
        <p>
          {t('verdicts.total')} {formatCount(total)} · {t('verdicts.good')} {formatCount(total - refused)} ·{' '}
          {t('verdicts.refused')} {formatCount(refused)}
        </p>
        <h3>{t('report.reasons')}</h3>
        <Reasons census={census} />
        <h3>{t('report.difference')}</h3>
        <Difference census={census} />
        <h3>{t('acceptance.report.title')}</h3>
        <ReportAcceptance census={census} />
        <h3>{t('report.signatures')}</h3>
        <Signatures sampled={census.acceptance !== null} />
      </article>
    </div>
  )
}
