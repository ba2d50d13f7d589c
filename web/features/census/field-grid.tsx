/** What is to be found in one grid, what is done already, and what stands there without having been delivered. */
import { Button } from 'antd'
import type { Acceptance, SampledComponent } from '../../../server/shared/acceptance.contract.ts'
import { api } from '../../api.ts'
import { nameIn } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { useEntry, useSampled, useUndelivered } from './use-acceptance.ts'
import { useWords } from './words.ts'

export type FieldGridOf = NonNullable<Acceptance['sample']>['grids'][number]

const LOOKS = { found: 'proven', absent: 'wrong' } as const

const Line = ({ one, onOpen }: { one: SampledComponent; onOpen: (no: number) => void }) => {
  const t = useWords()
  const language = useLanguage()
  const faulty = one.wrong.length > 0
  return (
    <li>
      <button
        type="button"
        className="row"
        aria-label={t('acceptance.field.open', { no: one.no, code: one.code ?? '' })}
        onClick={() => onOpen(one.no)}
      >
        <span className="quiet">{one.no}</span>
        <span className="field-what">
          <strong>{nameIn(language, one.class)}</strong> <span className="quiet">{one.code}</span>
        </span>
        {one.outcome && (
          <span className={faulty ? 'waits' : LOOKS[one.outcome]}>
            {t(`acceptance.field.${one.outcome}`)}
            {faulty && ` · ${t('acceptance.field.wrong')}`}
          </span>
        )}
      </button>
    </li>
  )
}

const Undelivered = ({ id, grid, open }: { id: number; grid: FieldGridOf; open: boolean }) => {
  const t = useWords()
  const language = useLanguage()
  const { data } = useUndelivered(id, true)
  const remove = useEntry(id, (key: string) => api.removeUndelivered({ params: { id, key } }))
  const own = data?.items.filter(({ gridId }) => gridId === grid.gridId) ?? []
  if (own.length === 0) return null
  return (
    <section aria-label={t('acceptance.field.added')}>
      <h3>{t('acceptance.field.added')}</h3>
      <ul className="rows field-list">
        {own.map((one) => {
          const words = nameIn(language, one.class)
          return (
            <li key={one.key} className="row">
              <span className="field-what">
                {words} <span className="quiet">{one.note}</span>
              </span>
              {open && (
                <Button
                  aria-label={t('acceptance.field.remove', { class: words })}
                  loading={remove.isPending && remove.variables === one.key}
                  onClick={() => remove.mutate(one.key)}
                >
                  ×
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

type Props = {
  id: number
  grid: FieldGridOf
  open: boolean
  onOpen: (no: number) => void
  onAdd: () => void
}

export const FieldGrid = ({ id, grid, open, onOpen, onAdd }: Props) => {
  const t = useWords()
  const { data, error, isPending, refetch } = useSampled(id, grid.gridId)
  const left = data?.filter(({ outcome }) => outcome === null).length
  return (
    <>
      <h2>{grid.code}</h2>
      {left !== undefined && (
        <p className={left === 0 ? 'proven' : 'waits'} role="status">
          {left === 0 ? t('acceptance.field.done') : t('acceptance.field.left', { n: left })}
        </p>
      )}
      {isPending && <Loading />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      <ul className="rows field-list">
        {data?.map((one) => (
          <Line key={one.no} one={one} onOpen={onOpen} />
        ))}
      </ul>
      <Undelivered id={id} grid={grid} open={open} />
      {open && (
        <Button block size="large" className="field-button" onClick={onAdd}>
          {t('acceptance.field.add')}
        </Button>
      )}
    </>
  )
}
