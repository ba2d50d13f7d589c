/** Where a grid's ground came from and where it went, as a small tree; each grid in it can be looked at as of its day. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lineage as Known } from '../../server/shared/grids.contract.ts'
import { api } from '../api.ts'
import { formatArea, formatDay } from '../i18n/formats.ts'
import { ErrorNote } from './error-note.tsx'
import { type Branch, branchesOf, type Side } from './lineage-tree.ts'
import { Loading } from './loading.tsx'

/** `day` null: now. */
type OnGrid = (id: number, day: string | null) => void

const Leaf = ({ branch, side, onGrid }: { branch: Branch; side: Side; onGrid: OnGrid }) => {
  const { t } = useTranslation()
  const { edge, node, kind, day, further } = branch
  const name = node.name || node.code
  return (
    <li>
      <span className="lineage-kind">{t(`lineage.${side}.${kind}`)}</span>{' '}
      {day === undefined ? (
        <span title={t('lineage.noDay')}>{name}</span>
      ) : (
        <button
          type="button"
          className="link"
          title={day === null ? t('lineage.showNow', { name }) : t('lineage.show', { name, day })}
          onClick={() => onGrid(node.id, day)}
        >
          {name}
        </button>
      )}
      {node.name !== '' && <span className="code quiet small"> {node.code}</span>}
      <span className="quiet small lineage-facts">
        {formatDay(edge.at)} · {formatArea(edge.areaM2)} · {edge.title}
      </span>
      {further.length > 0 && (
        <ul>
          {further.map((one) => (
            <Leaf key={one.key} branch={one} side={side} onGrid={onGrid} />
          ))}
        </ul>
      )}
    </li>
  )
}

const SideTree = ({
  lineage,
  side,
  now,
  onGrid,
}: {
  lineage: Known
  side: Side
  now: number
  onGrid: OnGrid
}) => {
  const { t } = useTranslation()
  const branches = branchesOf(lineage, side, now)
  const { cutOff, deeper } = lineage[side]
  if (branches.length === 0) return null
  return (
    <section className="lineage" aria-label={t(`lineage.${side}.title`)}>
      <h4>{t(`lineage.${side}.title`)}</h4>
      <ul>
        {branches.map((branch) => (
          <Leaf key={branch.key} branch={branch} side={side} onGrid={onGrid} />
        ))}
      </ul>
      {cutOff > 0 && <p className="quiet">{t('lineage.cutOff', { n: cutOff })}</p>}
      {deeper && <p className="quiet">{t('lineage.deeper')}</p>}
    </section>
  )
}

const Names = ({ names }: { names: Known['names'] }) => {
  const { t } = useTranslation()
  if (names.length < 2) return null
  return (
    <section className="lineage" aria-label={t('lineage.names')}>
      <h4>{t('lineage.names')}</h4>
      <ul>
        {[...names].reverse().map(({ code, name, from, to }) => (
          <li key={from}>
            {name || code} {name !== '' && <span className="code quiet small">{code}</span>}
            <span className="quiet small lineage-facts">
              {t('card.validUntil', {
                from: formatDay(from),
                to: to === null ? t('card.now') : formatDay(to),
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

export const useLineage = (id: number) =>
  useQuery({
    queryKey: ['grid', id, 'lineage'],
    queryFn: ({ signal }) => api.getLineage({ params: { id }, signal }),
  })

export const Lineage = ({ id, onGrid }: { id: number; onGrid: OnGrid }) => {
  const { t } = useTranslation()
  const [now] = useState(() => Date.now())
  const { data, error, refetch } = useLineage(id)
  const edges = data ? data.ancestors.edges.length + data.successors.edges.length : 0
  const known = data && (edges > 0 || data.names.length > 1)
  return (
    <details className="fold" open={known === true}>
      <summary>{t('lineage.title')}</summary>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && !known && <p className="quiet">{t('lineage.none')}</p>}
      {data && known && (
        <>
          <SideTree lineage={data} side="ancestors" now={now} onGrid={onGrid} />
          <SideTree lineage={data} side="successors" now={now} onGrid={onGrid} />
          <Names names={data.names} />
        </>
      )}
    </details>
  )
}
