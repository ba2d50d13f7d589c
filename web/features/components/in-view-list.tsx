/** The map in words: every component in view under the filter, in order of code, read page by page. */

import { DownloadOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api.ts'
import type { Bbox, ComponentItem, ComponentQuery } from '../../api-types.ts'
import { formatCount, nameIn } from '../../i18n/formats.ts'
import { ClassDisc } from '../../map/class-disc.tsx'
import { arrowKeys } from '../../ui/arrow-keys.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'

type Props = {
  filter: ComponentQuery | null
  bbox: Bbox | null
  onChoose: (id: number) => void
  onExport: () => void
}
const ROW_PX = 60

const Row = ({ item, onChoose }: { item: ComponentItem; onChoose: Props['onChoose'] }) => {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <button type="button" className="row" onClick={() => onChoose(item.id)}>
      <ClassDisc cls={item.class} />
      <span className="row-main">
        <span className="row-wide cut">
          {nameIn(language, item.class)} <span className="quiet">{t(`state.${item.state}`)}</span>
        </span>
        <Code code={item.code} />
        <span className="quiet cut">
          {item.maintainer?.name ?? item.owner?.name ?? item.competent?.name ?? ''}
        </span>
      </span>
    </button>
  )
}

const Rows = (props: { items: readonly ComponentItem[]; onEnd: () => void; onChoose: Props['onChoose'] }) => {
  const { items, onEnd } = props
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  const seen = rows.getVirtualItems()
  const last = seen.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= items.length - 5) onEnd()
  }, [last, items.length, onEnd])
  return (
    <div className="rows-scroll" ref={scroller}>
      <ul className="rows" style={{ height: rows.getTotalSize() }} onKeyDown={arrowKeys}>
        {seen.map((row) => {
          const item = items[row.index]
          return (
            item && (
              <li key={item.id} className="row-at" style={{ transform: `translateY(${row.start}px)` }}>
                <Row item={item} onChoose={props.onChoose} />
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}

export const InViewList = ({ filter, bbox, onChoose, onExport }: Props) => {
  const { t } = useTranslation()
  const { data, error, isPending, refetch, fetchNextPage, hasNextPage } = useInfiniteQuery({
    queryKey: ['components', 'in-view', filter, bbox],
    enabled: filter !== null,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.listComponents({
        query: {
          ...filter,
          ...(bbox ? { bbox } : {}),
          limit: 100,
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        signal,
      }),
    getNextPageParam: (last) => last.next,
  })
  const items = data?.pages.flatMap((page) => page.items) ?? []
  const total = data?.pages[0]?.total ?? 0
  return (
    <div className="in-view">
      <header className="card-head">
        <h2>{t('map.listInView')}</h2>
        <span className="count">{formatCount(total)}</span>
        <Button size="small" icon={<DownloadOutlined aria-hidden />} onClick={onExport}>
          {t('export.open')}
        </Button>
      </header>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isPending && filter !== null && <Loading />}
      {(filter === null || (data && total === 0)) && <p className="quiet">{t('map.listEmpty')}</p>}
      {items.length > 0 && (
        <Rows
          items={items}
          onChoose={onChoose}
          onEnd={() => {
            if (hasNextPage) void fetchNextPage()
          }}
        />
      )}
    </div>
  )
}
