/** One certificate on a sheet of A4: what it speaks of, what it says, its map, the three rates, all figures, the hash, and where it is sealed. */
import type { Certificate } from '../../../server/shared/certificates.contract.ts'
import { useDistrict } from '../../app/registry.ts'
import { formatCount, formatMoment, nameIn } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { CoverDrawing } from './cover-drawing.tsx'
import { formatExactM2, formatFigure, formatRate, formatTolerance, RATES, SHEET } from './figures.ts'
import { useCertificateMap } from './use-certificates.ts'
import { useWords } from './words.ts'

type Props = { certificate: Certificate }

const Facts = ({ certificate }: Props) => {
  const t = useWords()
  const language = useLanguage()
  const district = useDistrict().data
  const { scheme, level, parent, at, by, madeAt, number, metricSrid } = certificate
  const facts: [string, string][] = [
    [t('certificate.number'), number],
    [t('certificate.district'), district ? `${district.name} ${district.code}` : ''],
    [t('certificate.scheme'), nameIn(language, scheme)],
    [t('certificate.level'), nameIn(language, level)],
    [t('certificate.parent'), parent ? `${parent.name} ${parent.code}`.trim() : t('form.allParents')],
    [t('certificate.srid'), `EPSG:${metricSrid}`],
    [t('certificate.at'), `${formatMoment(at)} (${new Date(at).toISOString()})`],
    [t('certificate.made'), t('certificate.madeBy', { by, at: formatMoment(madeAt) })],
  ]
  return (
    <dl className="report-facts certificate-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const Says = ({ certificate }: Props) => {
  const t = useWords()
  const level = nameIn(useLanguage(), certificate.level)
  const { clean, figures } = certificate
  const { gaps, gapAreaM2, overlaps, overlapAreaM2, invalid } = figures
  const faults = [
    gaps > 0 && t('certificate.says.gaps', { n: formatCount(gaps), area: formatExactM2(gapAreaM2) }),
    overlaps > 0 &&
      t('certificate.says.overlaps', { n: formatCount(overlaps), area: formatExactM2(overlapAreaM2) }),
    invalid > 0 && t('certificate.says.invalid', { n: formatCount(invalid) }),
  ].filter((words) => words !== false)
  return (
    <p className={`certificate-says ${clean ? 'proven' : 'wrong'}`}>
      {clean
        ? t('certificate.says.clean', { level })
        : t('certificate.says.unclean', { level, faults: faults.join(t('certificate.says.and')) })}
    </p>
  )
}

const Rates = ({ certificate }: Props) => {
  const t = useWords()
  return (
    <dl className="certificate-rates">
      {RATES.map((rate) => (
        <div key={rate}>
          <dt>{t(`rate.${rate}`)}</dt>
          <dd>
            <strong>{formatRate(certificate.figures.rates[rate])}</strong>
            <span className="small">{t(`rateWords.${rate}`)}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

const FiguresTable = ({ certificate }: Props) => {
  const t = useWords()
  return (
    <dl className="certificate-figures">
      {SHEET.map((name) => (
        <div key={name}>
          <dt>{t(`figure.${name}`)}</dt>
          <dd>
            {name === 'toleranceArea' || name === 'toleranceWidth'
              ? formatTolerance(certificate, name)
              : formatFigure(certificate.figures, name)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const SheetMap = ({ certificate }: Props) => {
  const map = useCertificateMap(certificate.id)
  if (map.error) return <ErrorNote error={map.error} onRetry={() => void map.refetch()} />
  return map.data ? <CoverDrawing certificate={certificate} map={map.data} /> : <Loading />
}

const Signatures = () => {
  const t = useWords()
  return (
    <section className="certificate-signatures" aria-label={t('certificate.signatures')}>
      {[t('certificate.maker'), t('certificate.checker'), t('certificate.signedOn')].map((who) => (
        <div key={who}>
          <p className="sign-line" />
          <p>{who}</p>
        </div>
      ))}
    </section>
  )
}

export const CertificateSheet = ({ certificate }: Props) => {
  const t = useWords()
  return (
    <article className="report certificate" aria-label={t('certificate.title')}>
      <h2>{t('certificate.title')}</h2>
      <Facts certificate={certificate} />
      <Says certificate={certificate} />
      <h3>{t('certificate.rates')}</h3>
      <Rates certificate={certificate} />
      <h3>{t('certificate.map')}</h3>
      <SheetMap certificate={certificate} />
      <h3>{t('certificate.figures')}</h3>
      <FiguresTable certificate={certificate} />
      <h3>{t('certificate.hash')}</h3>
      <p className="hash">{certificate.hash}</p>
      <p className="small">{t('certificate.hashHint')}</p>
      <Signatures />
    </article>
  )
}
