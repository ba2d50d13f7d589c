/** The map in its frame: loaded when first wanted, and when it cannot be drawn the page round it goes on working. */
import { Alert } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { Loading } from '../ui/loading.tsx'
import type { MapViewProps } from './map-view.tsx'

const MapView = lazy(async () => ({ default: (await import('./map-view.tsx')).MapView }))

const Undrawn = () => {
  const { t } = useTranslation()
  return (
    <div className="map map-undrawn">
      <Alert type="warning" role="alert" title={t('error.mapFailed')} />
    </div>
  )
}

/** MapLibre says by a plain Error, before any map exists, that WebGL is missing. */
const isFatal = (error: Error): boolean => /webgl|context/i.test(error.message)

export const MapFrame = (
  props: Omit<MapViewProps, 'onFailed'> & { onTileError?: (error: Error) => void },
) => {
  const [fatal, setFatal] = useState(false)
  if (fatal) return <Undrawn />
  return (
    <ErrorBoundary fallback={() => <Undrawn />}>
      <Suspense fallback={<Loading />}>
        <MapView
          {...props}
          onFailed={(error) => (isFatal(error) ? setFatal(true) : props.onTileError?.(error))}
        />
      </Suspense>
    </ErrorBoundary>
  )
}
