/** The queue: what it is filtered and ordered by, each parcel with its size, what stands on it and which village is suggested, and the ways to register more. */
import { Button, Select } from 'antd'
import { useEffect, useRef } from 'react'
import type { PolygonShape } from '../../../server/shared/operations.ts'
import { PARCEL_STATES, type ParcelItem } from '../../../server/shared/parcels.contract.ts'
import type { useWriteWords } from '../../app/use-write-address.ts'
import { formatCount, formatM2 } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { RegisterTools } from './register-tools.tsx'
import { StateMark } from './state-mark.tsx'
import type { useLevel } from './use-level.ts'
import { type QueueFilter, SORTS, type useQueue } from './use-parcels.ts'
import { useWords } from './words.ts'

type Props = {
  levels: ReturnType<typeof useLevel>
  filter: QueueFilter
  queue: ReturnType<typeof useQueue>
  lit: number | null
  mayWork: boolean
  wide: boolean
  drawing: boolean
  ring: PolygonShape | null
  onDraw: () => void
  onRing: (ring: PolygonShape | null) => void
  onOpen: (id: number) => void
  onLit: (id: number | null) => void
  write: ReturnType<typeof useWriteWords>
}

const Row = ({
  item,
  lit,
  onOpen,
  onLit,
}: Pick<Props, 'lit' | 'onOpen' | 'onLit'> & { item: ParcelItem }) => {
  const t = useWords()
  const language = useLanguage()
  const { id, number, name, state, areaM2, parent, components, reports, suggestion } = item
  const ref = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (lit === id) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [lit, id])
  return (
    <li ref={ref}>
      <button
        type="button"
        className={`row parcel-row ${lit === id ? 'lit' : ''}`}
        aria-label={t('list.openOne', { number })}
        onClick={() => onOpen(id)}
        onMouseEnter={() => onLit(id)}
        onMouseLeave={() => onLit(null)}
        onFocus={() => onLit(id)}
        onBlur={() => onLit(null)}
      >
        <span className="parcel-row-head">
          <strong className="code">{number}</strong>
          {name && <span>{name}</span>}
          <StateMark state={state} />
          <span className="count">{formatM2(areaM2)}</span>
        </span>
        <span className="quiet small">
          {parent.name || parent.code} ·{' '}
          {t('list.stands', { components: formatCount(components), reports: formatCount(reports) })}
        </span>
        {suggestion && (
          <span className="small">
            {suggestion.grid
              ? t('list.suggested', { name: suggestion.grid.name || suggestion.grid.code })
              : t('list.noSuggestion')}
            {suggestion.words[language] && <span className="quiet"> · {suggestion.words[language]}</span>}
          </span>
        )}
      </button>
    </li>
  )
}

const Filters = ({ levels, filter, write }: Pick<Props, 'levels' | 'filter' | 'write'>) => {
  const t = useWords()
  return (
    <div className="parcel-filters">
      <Select
        aria-label={t('list.level')}
        value={levels.value}
        options={levels.options}
        onChange={(key) => {
          const found = levels.find(key)
          if (found) write({ scheme: found.scheme.id, depth: found.level.depth }, 'push')
        }}
      />
      <Select
        aria-label={t('list.sort')}
        value={filter.sort}
        options={SORTS.map((sort) => ({ value: sort, label: t(`list.${sort}`) }))}
        onChange={(sort) => write({ sort: sort === 'size' ? null : sort }, 'push')}
      />
      <Select
        mode="multiple"
        allowClear
        className="parcel-states"
        aria-label={t('list.filterState')}
        placeholder={t('list.open')}
        value={[...filter.states]}
        options={PARCEL_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(states) => write({ state: states.length > 0 ? states.join(',') : null }, 'push')}
      />
    </div>
  )
}

export const QueuePart = (props: Props) => {
  const t = useWords()
  const { levels, filter, queue, mayWork } = props
  const { items, total, error, isPending, refetch, hasNextPage, fetchNextPage } = queue
  const none = !isPending && !error && items.length === 0
  return (
    <div className="part-scroll">
      <p className="quiet">{t('list.intro')}</p>
      {mayWork && levels.level && (
        <RegisterTools
          level={levels.level}
          wide={props.wide}
          drawing={props.drawing}
          ring={props.ring}
          onDraw={props.onDraw}
          onRing={props.onRing}
          onOpen={props.onOpen}
        />
      )}
      <Filters levels={levels} filter={filter} write={props.write} />
      <p className="quiet" role="status">
        {!isPending &&
          (items.length < total
            ? t('list.loaded', { n: formatCount(items.length), total: formatCount(total) })
            : t('list.total', { n: formatCount(total) }))}
      </p>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {none && <p className="quiet">{t(filter.states.length > 0 ? 'list.emptyFiltered' : 'list.empty')}</p>}
      <ul className="rows" aria-label={t('list.label')}>
        {items.map((item) => (
          <Row key={item.id} item={item} lit={props.lit} onOpen={props.onOpen} onLit={props.onLit} />
        ))}
      </ul>
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>{t('list.more')}</Button>}
    </div>
  )
}
