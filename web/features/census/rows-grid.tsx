/** Rows as a grid over a virtual list: any number of them, by mouse, by arrow keys and for screen readers. The list grows as its end comes near. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

export type Column<T> = {
  readonly key: string
  readonly title: string
  /** A track of a CSS grid. */
  readonly width: string
  readonly cell: (item: T) => ReactNode
}

type Props<T> = {
  label: string
  items: readonly T[]
  total: number
  columns: readonly Column<T>[]
  keyOf: (item: T) => number
  chosen: number | null
  onChoose: (item: T) => void
  /** Null where all are read or the next are on their way. */
  more: (() => void) | null
}

const ROW_PX = 48
const PAGE_ROWS = 10
const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  PageDown: (at, last) => Math.min(at + PAGE_ROWS, last),
  PageUp: (at) => Math.max(at - PAGE_ROWS, 0),
  Home: () => 0,
  End: (_, last) => last,
}

export const RowsGrid = <T,>(props: Props<T>) => {
  const { items, columns, keyOf, chosen, onChoose, more } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(0)
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  const seen = rows.getVirtualItems()
  const last = seen.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= items.length - 20) more?.()
  }, [last, items.length, more])

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return
    const here = items[at]
    if (event.key === 'Enter' && here !== undefined) onChoose(here)
    const step = STEPS[event.key]
    if (!step || items.length === 0) return
    event.preventDefault()
    const next = step(at, items.length - 1)
    setAt(next)
    rows.scrollToIndex(next)
  }
  const tracks = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot be virtual and keep its rows apart for screen readers
    <div
      className="grid"
      role="grid"
      aria-label={props.label}
      aria-rowcount={props.total + 1}
      aria-activedescendant={items.length > 0 ? `${id}-${at}` : undefined}
      tabIndex={0}
      ref={scroller}
      onKeyDown={onKeyDown}
    >
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see above; the grid has the focus */}
      <div className="grid-row grid-head" role="row" aria-rowindex={1} style={tracks}>
        {columns.map(({ key, title }) => (
          // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see above
          <span key={key} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" className="grid-body" style={{ height: rows.getTotalSize() }}>
        {seen.map(({ index, start }) => {
          const item = items[index]
          if (item === undefined) return null
          const looks = ['grid-row', keyOf(item) === chosen && 'lit', index === at && 'at']
          return (
            // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: see above
            <div
              key={keyOf(item)}
              id={`${id}-${index}`}
              className={looks.filter(Boolean).join(' ')}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={keyOf(item) === chosen}
              style={{ ...tracks, transform: `translateY(${start}px)` }}
              onClick={() => {
                setAt(index)
                onChoose(item)
              }}
            >
              {columns.map(({ key, cell }) => (
                // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see above
                <span key={key} role="gridcell">
                  {cell(item)}
                </span>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}
