/** The filter beside the map: department, owner, maintainer, state, confirmation and grid; classes are ticked in the legend. Each counts under the others. */
import { DownloadOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scheme } from '../../api-types.ts'
import type { ChangeView } from '../../app/use-view.ts'
import { formatCount, nameIn } from '../../i18n/formats.ts'
import { AsOfField } from '../../ui/as-of.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import type { View } from '../../url-state.ts'
import { Facet } from './facet.tsx'
import { facetsChosen, flipped, NO_CHOICES } from './filter-model.ts'
import { useFacetCounts } from './use-counts.ts'
import { useGridNames, useNamesOfGrids, useUnitNames } from './use-names.ts'

type Props = {
  view: View
  change: ChangeView
  /** Of the whole filter. */
  total: number | null
  schemes: readonly Scheme[]
  /** The level drawn: grids of its scheme can be chosen. */
  level: number | null
  onExport: () => void
}

const UNIT_FACETS = ['competent', 'owner', 'maintainer'] as const
const WORD_FACETS = ['state', 'confirmation'] as const
/** Nobody ticks boxes among more grids than this; the cards of grids lead to the smaller ones. */
const MOST_GRIDS = 400

type FacetProps<F> = { facet: F; open: boolean; onOpen: (open: boolean) => void } & Pick<
  Props,
  'view' | 'change'
>

const UnitFacet = ({ facet, view, change, ...fold }: FacetProps<(typeof UNIT_FACETS)[number]>) => {
  const { t } = useTranslation()
  const { groups, error } = useFacetCounts(facet, view, { wanted: fold.open })
  const names = useUnitNames(fold.open)
  return (
    <Facet
      {...fold}
      title={t(`roleLong.${facet}`)}
      groups={groups}
      error={error}
      chosen={view[facet]}
      nameOf={(id) => (id === null ? t('legend.nobody') : (names.get(Number(id))?.name ?? `#${id}`))}
      onToggle={(id) => change((now) => ({ [facet]: flipped(now[facet], Number(id)) }), 'push')}
    />
  )
}

const WordFacet = ({ facet, view, change, ...fold }: FacetProps<(typeof WORD_FACETS)[number]>) => {
  const { t } = useTranslation()
  const { groups, error } = useFacetCounts(facet, view, { wanted: fold.open })
  return (
    <Facet
      {...fold}
      title={t(`filter.${facet}`)}
      groups={groups}
      error={error}
      chosen={view[facet]}
      nameOf={(word) => (word === null ? t('legend.nobody') : t(`${facet}.${word}` as 'state.intact'))}
      onToggle={(word) => change((now) => ({ [facet]: flipped(now[facet], String(word)) }), 'push')}
    />
  )
}

const GridFacet = (props: FacetProps<'grid'> & Pick<Props, 'schemes' | 'level'>) => {
  const { view, change, schemes, level, facet: _, ...fold } = props
  const { t } = useTranslation()
  const language = useLanguage()
  const scheme = schemes.find(({ levels }) => levels.some(({ id }) => id === level)) ?? schemes[0]
  const levels = scheme?.levels.filter(({ grids }) => grids > 0 && grids <= MOST_GRIDS) ?? []
  const [chosenLevel, setLevel] = useState<number | null>(null)
  const at = levels.find(({ id }) => id === chosenLevel) ?? levels.find(({ grids }) => grids > 1) ?? levels[0]
  const { groups, error } = useFacetCounts('grid', view, {
    wanted: fold.open && at !== undefined,
    level: at?.id,
  })
  const names = useGridNames(fold.open ? at?.id : undefined)
  const others = useNamesOfGrids(view.grid ?? [])
  return (
    <Facet
      {...fold}
      title={t('filter.grid')}
      groups={at ? groups : []}
      error={error}
      chosen={view.grid}
      nameOf={(id) => {
        if (id === null) return t('filter.noGrid')
        const grid = names.get(Number(id)) ?? others.get(Number(id))
        return grid ? grid.name || grid.code : `#${id}`
      }}
      onToggle={(id) => change((now) => ({ grid: flipped(now.grid, Number(id)) }), 'push')}
    >
      {levels.length > 1 && at && (
        <Segmented<number>
          size="small"
          aria-label={t('map.scheme')}
          value={at.id}
          options={levels.map((one) => ({ value: one.id, label: nameIn(language, one) }))}
          onChange={setLevel}
        />
      )}
    </Facet>
  )
}

export const FilterPanel = ({ view, change, total, schemes, level, onExport }: Props) => {
  const { t } = useTranslation()
  const [touched, setTouched] = useState<ReadonlyMap<string, boolean>>(new Map())
  /** What narrows the map stands open, and the first facet. */
  const fold = (facet: (typeof UNIT_FACETS)[number] | (typeof WORD_FACETS)[number] | 'grid') => ({
    open: touched.get(facet) ?? (facet === 'competent' || view[facet] !== null),
    onOpen: (open: boolean) => setTouched(new Map(touched).set(facet, open)),
  })
  return (
    <div className="filter">
      <header className="card-head">
        <h2>{t('filter.title')}</h2>
        {total !== null && (
          <span className="quiet" aria-live="polite">
            {t('filter.total', { n: formatCount(total) })}
          </span>
        )}
      </header>
      <div className="filter-actions">
        <Button size="small" disabled={facetsChosen(view) === 0} onClick={() => change(NO_CHOICES, 'push')}>
          {t('filter.clear')}
        </Button>
        <Button size="small" icon={<DownloadOutlined aria-hidden />} onClick={onExport}>
          {t('export.open')}
        </Button>
      </div>
      {UNIT_FACETS.map((facet) => (
        <UnitFacet key={facet} facet={facet} view={view} change={change} {...fold(facet)} />
      ))}
      {WORD_FACETS.map((facet) => (
        <WordFacet key={facet} facet={facet} view={view} change={change} {...fold(facet)} />
      ))}
      <GridFacet facet="grid" view={view} change={change} schemes={schemes} level={level} {...fold('grid')} />
      <AsOfField day={view.asOf} onDay={(asOf) => change({ asOf }, 'push')} />
      <p className="quiet facet-sum">{t('filter.classes')}</p>
    </div>
  )
}
