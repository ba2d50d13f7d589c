/** The draw: by a seed that is shown, from how much, and which grids came out, each with its way into the field. */
import { Alert, Button, InputNumber } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Acceptance } from '../../../server/shared/acceptance.contract.ts'
import type { Census } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import { formatCount, formatMoment } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { isHeavy } from './steps.ts'
import { useChange } from './use-census.ts'
import { useWords } from './words.ts'

type Sample = NonNullable<Acceptance['sample']>

export const fieldAddress = (id: number, grid: number): string => `/census/${id}/field?grid=${grid}`

export const SampleFacts = ({ sample }: { sample: Sample }) => {
  const t = useWords()
  const { lot, grids } = sample
  const components = grids.reduce((sum, grid) => sum + grid.components, 0)
  const facts: [string, string][] = [
    [t('acceptance.draw.seedIs'), String(sample.seed)],
    [t('acceptance.draw.drawNo'), String(sample.drawNo)],
    [
      t('acceptance.draw.lot'),
      t('acceptance.draw.lotWords', {
        components: formatCount(lot.components),
        grids: formatCount(lot.grids),
      }),
    ],
    [
      t('acceptance.draw.drawn'),
      t('acceptance.draw.drawnWords', {
        grids: formatCount(grids.length),
        components: formatCount(components),
      }),
    ],
    [t('acceptance.draw.by'), t('list.by', { actor: sample.by, at: formatMoment(sample.at) })],
  ]
  return (
    <>
      <dl className="report-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {lot.outside > 0 && (
        <p className="waits">{t('acceptance.draw.outside', { n: formatCount(lot.outside) })}</p>
      )}
    </>
  )
}

export const DrawPart = ({ census, acceptance }: { census: Census; acceptance: Acceptance }) => {
  const t = useWords()
  const [seed, setSeed] = useState<number | null>(null)
  const { id } = census
  const draw = useChange(id, () => api.drawSample({ params: { id }, body: seed === null ? {} : { seed } }))
  const { sample, decision, may } = acceptance
  const open = may.decide && decision?.decision !== 'accepted' && !isHeavy(census.job)
  return (
    <section aria-label={t('acceptance.draw.title')}>
      <h3>{t('acceptance.draw.title')}</h3>
      {sample === null ? <p>{t('acceptance.draw.none')}</p> : <SampleFacts sample={sample} />}
      {sample?.outOfDate && decision === null && (
        <Alert type="warning" role="alert" className="note" title={t('acceptance.draw.outOfDate')} />
      )}
      {open && (
        <form
          className="draw-form"
          onSubmit={(event) => {
            event.preventDefault()
            draw.mutate(undefined)
          }}
        >
          <Field label={t('acceptance.draw.seed')}>
            {(field) => (
              <InputNumber
                id={field}
                min={0}
                max={2 ** 31 - 1}
                precision={0}
                value={seed}
                onChange={setSeed}
              />
            )}
          </Field>
          <Button type={sample === null ? 'primary' : 'default'} htmlType="submit" loading={draw.isPending}>
            {t(sample === null ? 'acceptance.draw.go' : 'acceptance.draw.again')}
          </Button>
          <p className="quiet">{t('acceptance.draw.same')}</p>
        </form>
      )}
    </section>
  )
}

export const SampledGrids = ({ id, grids }: { id: number; grids: Sample['grids'] }) => {
  const t = useWords()
  return (
    <section aria-label={t('acceptance.grids.title')}>
      <h3>{t('acceptance.grids.title')}</h3>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('acceptance.grids.grid')}</th>
            {(['components', 'inspected', 'undelivered'] as const).map((name) => (
              <th key={name} scope="col" className="figure">
                {t(`acceptance.grids.${name}`)}
              </th>
            ))}
            <th scope="col" className="no-print">
              <span className="hidden">{t('acceptance.grids.go')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {grids.map((grid) => (
            <tr key={grid.gridId}>
              <th scope="row">
                {grid.code} {grid.name !== grid.code && <span className="quiet">{grid.name}</span>}
              </th>
              <td className="figure">{formatCount(grid.components)}</td>
              <td className="figure">{formatCount(grid.inspected)}</td>
              <td className="figure">{formatCount(grid.undelivered)}</td>
              <td className="no-print">
                <Link
                  to={fieldAddress(id, grid.gridId)}
                  aria-label={t('acceptance.grids.goTo', { code: grid.code })}
                >
                  {t('acceptance.grids.go')}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
