/** The panel for whatever is selected: a component, a grid, a unit or a place; and what its buttons do. */
import { type RefObject, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ChangeView } from '../../app/use-view.ts'
import type { MapHandle } from '../../map/map-view.tsx'
import { Panel } from '../../ui/panel.tsx'
import type { Selection } from '../../url-state.ts'
import { type CardActions, ComponentCard } from './component-card.tsx'
import { GridCard } from './grid-card.tsx'
import { PlaceCard } from './place-card.tsx'
import { UnitCard } from './unit-card.tsx'

/** `onFit` is told which grid to bring into view once its shape has come. */
export const useCardActions = (
  change: ChangeView,
  map: RefObject<MapHandle | null>,
  onFit: (gridId: number) => void,
): CardActions => {
  const navigate = useNavigate()
  return useMemo(
    () => ({
      onGrid: (grid) => {
        onFit(grid.id)
        change({ selection: { kind: 'grid', id: grid.id }, level: grid.level.id }, 'push')
      },
      onGridAt: (id, asOf) => {
        onFit(id)
        change({ selection: { kind: 'grid', id }, asOf }, 'push')
      },
      onShow: (point) => map.current?.show(point, 18),
      onOnlyClass: (classId) => change({ class: [classId] }, 'push'),
      onOnlyGrid: (gridId) => change({ grid: [gridId] }, 'push'),
      onReport: ([lon, lat], componentId, classId) => {
        const params = new URLSearchParams({ new: `${lon},${lat}`, at: `${lon},${lat},18` })
        if (componentId !== null) params.set('component', String(componentId))
        if (classId !== null) params.set('kind', String(classId))
        void navigate(`/dispatch?${params.toString().replaceAll('%2C', ',')}`)
      },
    }),
    [change, map, navigate, onFit],
  )
}

type Props = { selection: Selection; at: string | null; actions: CardActions; onClose: () => void }

export const SelectionCard = ({ selection, at, actions, onClose }: Props) => {
  const { t } = useTranslation()
  switch (selection.kind) {
    case 'component':
      return (
        <Panel key={`component-${selection.id}`} label={t('card.component')} onClose={onClose}>
          <ComponentCard id={selection.id} at={at} actions={actions} />
        </Panel>
      )
    case 'grid':
      return (
        <Panel key={`grid-${selection.id}`} label={t('card.grid')} onClose={onClose}>
          <GridCard id={selection.id} at={at} actions={actions} />
        </Panel>
      )
    case 'unit':
      return (
        <Panel key={`unit-${selection.id}`} label={t('card.unit')} onClose={onClose}>
          <UnitCard id={selection.id} />
        </Panel>
      )
    case 'point':
      return (
        <Panel key={`point-${selection.point.join()}`} label={t('card.point')} onClose={onClose}>
          <PlaceCard point={selection.point} at={at} actions={actions} />
        </Panel>
      )
    case 'report':
      return null
  }
}
