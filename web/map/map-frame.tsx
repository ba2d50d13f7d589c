/** The map in its frame: loaded when first wanted, and when it cannot be drawn the page round it goes on working. */
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SESSION_KEY } from '../app/query-client.ts'
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
const isFatal = (error: Error): boolean => /webgl/i.test(error.message)
const statusOf = (error: Error): number | null =>
  'status' in error && typeof error.status === 'number' ? error.status : null

const Trouble = ({ onRetry }: { onRetry: () => void }) => {
  const { t } = useTranslation()
  return (
    <Alert
      className="map-trouble"
      type="warning"
      role="status"
      title={t('error.tiles')}
      action={
        <Button size="small" onClick={onRetry}>
          {t('app.retry')}
        </Button>
      }
    />
  )
}

export const MapFrame = (props: Omit<MapViewProps, 'onFailed'>) => {
  const client = useQueryClient()
  const [state, setState] = useState<'drawn' | 'trouble' | 'undrawn'>('drawn')
  const [tries, setTries] = useState(0)
  const onFailed = (error: Error) => {
    if (isFatal(error)) return setState('undrawn')
    const status = statusOf(error)
    if (status === 401) void client.invalidateQueries({ queryKey: SESSION_KEY })
    else if (status !== null) setState('trouble')
  }
  if (state === 'undrawn') return <Undrawn />
  return (
    <ErrorBoundary fallback={() => <Undrawn />}>
      <Suspense fallback={<Loading />}>
        <MapView key={tries} {...props} onFailed={onFailed} />
      </Suspense>
      {state === 'trouble' && (
        <Trouble
          onRetry={() => {
            setState('drawn')
            setTries(tries + 1)
          }}
        />
      )}
    </ErrorBoundary>
  )
}
