/** The bottom line of facts: pointer, zoom, exact count in view, the date looked at, the registry's version. */
import { UnorderedListOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { LonLat } from '../../../server/shared/crs.ts'
import { formatCount } from '../../i18n/formats.ts'
import { AsOfField } from '../../ui/as-of.tsx'

type Props = {
  pointer: LonLat | null
  zoom: number | null
  inView: number | null
  crowded: number | null
  version: number
  asOf: string | null
  onAsOf: (day: string | null) => void
  onCompare: () => void
  synthetic: boolean
  onList: () => void
}

export const FactsLine = (props: Props) => {
  const { t } = useTranslation()
  const [lon, lat] = props.pointer ?? []
  return (
    <footer className="facts-line">
      <span className="code pointer">
        {lon === undefined || lat === undefined ? '—' : `${lon.toFixed(5)}, ${lat.toFixed(5)}`}
      </span>
      {props.zoom !== null && <span className="code zoom">z{props.zoom.toFixed(1)}</span>}
      <button type="button" className="link" onClick={props.onList} title={t('map.listInView')}>
        <UnorderedListOutlined aria-hidden />{' '}
        <span aria-live="polite">
          {props.inView === null ? t('map.listInView') : t('map.inView', { n: formatCount(props.inView) })}
        </span>
      </button>
      {props.crowded !== null && (
        <span className="waits">{t('map.labelsCut', { total: formatCount(props.crowded) })}</span>
      )}
      {props.synthetic && <span className="waits">{t('app.synthetic')}</span>}
      <span className="facts-space" />
      <AsOfField day={props.asOf} onDay={props.onAsOf} />
      <button type="button" className="link" onClick={props.onCompare}>
        {t('compare.begin')}
      </button>
      <span>{t('map.version', { version: formatCount(props.version) })}</span>
    </footer>
  )
}
