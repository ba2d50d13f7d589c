/** Nearer and farther for those without a wheel, and what the map shows in words for those who do not see it. */
import { MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { MapHandle } from '../../map/map-view.tsx'
import type { Position } from '../../url-state.ts'

type Props = { position: Position | null; inView: number | null; map: RefObject<MapHandle | null> }

export const ZoomButtons = ({ position, inView, map }: Props) => {
  const { t } = useTranslation()
  return (
    <>
      <div className="zoom-buttons">
        <Button icon={<PlusOutlined />} aria-label={t('map.zoomIn')} onClick={() => map.current?.zoomBy(1)} />
        <Button
          icon={<MinusOutlined />}
          aria-label={t('map.zoomOut')}
          onClick={() => map.current?.zoomBy(-1)}
        />
      </div>
      {position && (
        <p className="hidden">
          {t('map.described', {
            lon: position.lon.toFixed(5),
            lat: position.lat.toFixed(5),
            zoom: position.zoom.toFixed(1),
            n: inView ?? 0,
          })}
        </p>
      )}
    </>
  )
}
