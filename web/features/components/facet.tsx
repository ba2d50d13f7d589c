/** One facet of the filter: its values with exact counts under all other facets, each a box to tick; none ticked is no filter. */
import { Checkbox, Input } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { type FacetRow, facetRows, type Group, sumOf } from './filter-model.ts'

type Value = number | string
type Props = {
  title: string
  groups: readonly Group[] | undefined
  error: Error | null
  chosen: readonly Value[] | null
  nameOf: (value: Value | null) => string
  onToggle: (value: Value) => void
  onOpen: (open: boolean) => void
  open: boolean
  /** What else decides which values stand here. */
  children?: ReactNode
}
/** Below this many values nobody needs to search for one; of more than so many the largest are shown. */
const SEARCHABLE_FROM = 9
const MOST_ROWS = 60

const Row = ({ row, onToggle }: { row: FacetRow; onToggle: Props['onToggle'] }) => {
  const { value } = row
  return (
    <li className="facet-row">
      {value === null ? (
        <span className="facet-none quiet">{row.name}</span>
      ) : (
        <Checkbox checked={row.on} onChange={() => onToggle(value)}>
          {row.name}
        </Checkbox>
      )}
      <span className="count">{formatCount(row.count)}</span>
    </li>
  )
}

const Values = ({ title, groups, chosen, nameOf, onToggle }: Props & { groups: readonly Group[] }) => {
  const { t } = useTranslation()
  const [words, setWords] = useState('')
  const rows = facetRows(groups, chosen, nameOf, words)
  const shown = rows.slice(0, MOST_ROWS)
  return (
    <>
      {groups.length >= SEARCHABLE_FROM && (
        <Input
          size="small"
          allowClear
          placeholder={t('filter.find')}
          aria-label={`${t('filter.find')} · ${title}`}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
      <ul className="facet-rows">
        {shown.map((row) => (
          <Row key={row.value ?? 'none'} row={row} onToggle={onToggle} />
        ))}
      </ul>
      {rows.length === 0 && <p className="quiet">{t('filter.nothing')}</p>}
      {rows.length > MOST_ROWS && (
        <p className="quiet">{t('filter.more', { n: formatCount(rows.length - MOST_ROWS) })}</p>
      )}
      <p className="facet-sum quiet">
        {t('filter.sum')} <span className="count">{formatCount(sumOf(groups))}</span>
      </p>
    </>
  )
}

export const Facet = (props: Props) => {
  const { t } = useTranslation()
  const body = useId()
  const { title, groups, error, chosen, open, onOpen, children } = props
  return (
    <section className="facet" aria-label={title}>
      <h3>
        <button type="button" aria-expanded={open} aria-controls={body} onClick={() => onOpen(!open)}>
          <span>{title}</span>
          {chosen !== null && (
            <span className="facet-chosen">{t('filter.chosen', { n: chosen.length })}</span>
          )}
        </button>
      </h3>
      <div id={body} hidden={!open}>
        {open && (
          <>
            {children}
            {error && <ErrorNote error={error} />}
            {groups ? <Values {...props} groups={groups} /> : !error && <Loading />}
          </>
        )}
      </div>
    </section>
  )
}
