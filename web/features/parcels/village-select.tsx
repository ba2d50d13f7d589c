/** A village to choose: the suggested one and the neighbours first, then all others of the level. */
import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useMemo } from 'react'
import type { GridRef } from '../../../server/shared/grids.contract.ts'
import type { ParcelCard } from '../../../server/shared/parcels.contract.ts'
import { api } from '../../api.ts'
import { useSchemes } from '../../app/registry.ts'
import { formatDistance } from '../../i18n/formats.ts'
import { nameOf } from './names.ts'
import { useWords } from './words.ts'

type Of = Pick<ParcelCard, 'schemeId' | 'depth' | 'parent' | 'suggestion' | 'neighbours'>

/** A town has some dozens of villages; more are not offered, and no parcel goes to a village of another town unasked. */
const MOST_VILLAGES = 500

export const useVillages = ({ schemeId, depth, parent }: Pick<Of, 'schemeId' | 'depth' | 'parent'>) => {
  const level = useSchemes()
    .data?.items.find(({ id }) => id === schemeId)
    ?.levels.find((one) => one.depth === depth)
  return useQuery({
    queryKey: ['grids', 'villages', level?.id, parent.id],
    enabled: level !== undefined,
    queryFn: ({ signal }) =>
      api.listGrids({ query: { level: level?.id ?? 0, parent: parent.id, limit: MOST_VILLAGES }, signal }),
  })
}

type Props = {
  id: string
  card: Of
  value: number | null
  optional?: boolean
  onChange: (grid: number | null) => void
}

export const VillageSelect = ({ id, card, value, optional = false, onChange }: Props) => {
  const t = useWords()
  const villages = useVillages(card)
  const options = useMemo(() => {
    const suggested = card.suggestion?.grid ?? null
    const near: [GridRef, string][] = card.neighbours.map(({ grid, sharedM }) => [
      grid,
      formatDistance(sharedM),
    ])
    const first: [GridRef, string][] =
      suggested && !near.some(([grid]) => grid.id === suggested.id) ? [[suggested, ''], ...near] : near
    const others = (villages.data?.items ?? []).filter((one) => !first.some(([grid]) => grid.id === one.id))
    return [
      ...first.map(([grid, length]) => ({
        value: grid.id,
        label: `${grid.id === suggested?.id ? t('claims.suggestedOne', { name: nameOf(grid) }) : nameOf(grid)}${
          length && ` · ${length}`
        }`,
      })),
      ...others.map((grid) => ({ value: grid.id, label: nameOf(grid) })),
    ]
  }, [card.suggestion, card.neighbours, villages.data, t])
  return (
    <Select<number>
      id={id}
      allowClear={optional}
      showSearch={{ optionFilterProp: 'label' }}
      loading={villages.isPending}
      value={value}
      options={options}
      onChange={(chosen) => onChange(chosen ?? null)}
    />
  )
}
