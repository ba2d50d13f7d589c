/** The one panel beside the map: the things under the last click, the filter, the list of all in view, the export, or else the card of what is selected. */
import { useTranslation } from 'react-i18next'
import type { Bbox, Scheme } from '../../api-types.ts'
import type { ChangeView } from '../../app/use-view.ts'
import { Panel } from '../../ui/panel.tsx'
import type { Selection, View } from '../../url-state.ts'
import type { CardActions } from './component-card.tsx'
import { ExportPanel } from './export-panel.tsx'
import { FilterPanel } from './filter-panel.tsx'
import { HitList } from './hit-list.tsx'
import { InViewList } from './in-view-list.tsx'
import { SelectionCard } from './selection-card.tsx'
import type { Overlay } from './use-chosen.ts'
import type { Drawn } from './use-drawn.ts'

type Props = {
  overlay: Overlay
  onOverlay: (overlay: Overlay) => void
  view: View
  change: ChangeView
  drawn: Drawn
  bbox: Bbox | null
  schemes: readonly Scheme[]
  /** Of the district's centre: which zone an export is offered in. */
  lon: number
  actions: CardActions
  onSelect: (selection: Selection | null) => void
}

export const SidePanel = (props: Props) => {
  const { t } = useTranslation()
  const { overlay, onOverlay, view, change, drawn, onSelect } = props
  const onClose = () => onOverlay(null)
  const onChoose = (id: number) => onSelect({ kind: 'component', id })
  switch (overlay?.kind) {
    case 'hits':
      return (
        <Panel key="hits" label={t('map.hits', { n: overlay.hits.length })} onClose={onClose} listFocus>
          <HitList hits={overlay.hits} classes={drawn.classById} at={view.asOf} onChoose={onChoose} />
        </Panel>
      )
    case 'filter':
      return (
        <Panel key="filter" label={t('filter.title')} onClose={onClose}>
          <FilterPanel
            view={view}
            change={change}
            total={drawn.total}
            schemes={props.schemes}
            level={drawn.level}
            onExport={() => onOverlay({ kind: 'export', inView: false })}
          />
        </Panel>
      )
    case 'export':
      return (
        <Panel key="export" label={t('export.title')} onClose={onClose}>
          <ExportPanel
            filter={drawn.filter}
            total={drawn.total}
            inView={drawn.inView}
            bbox={props.bbox}
            startInView={overlay.inView}
            lon={props.lon}
          />
        </Panel>
      )
    case 'list':
      return (
        <Panel key="list" label={t('map.listInView')} onClose={onClose}>
          <InViewList
            filter={drawn.filter}
            bbox={props.bbox}
            onChoose={onChoose}
            onExport={() => onOverlay({ kind: 'export', inView: true })}
          />
        </Panel>
      )
    case undefined:
      return (
        view.selection && (
          <SelectionCard
            selection={view.selection}
            at={view.asOf}
            actions={props.actions}
            onClose={() => onSelect(null)}
          />
        )
      )
  }
}
