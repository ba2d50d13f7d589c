/** Orphan parcels: their queue beside the map, or one of them with all that is done with it. */
import { useEffect } from 'react'
import { useDistrict } from '../../app/registry.ts'
import { useView } from '../../app/use-view.ts'
import { AsOfField } from '../../ui/as-of.tsx'
import { BoundaryNav } from '../../ui/boundary-nav.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import './parcels.css'
import { ParcelWork } from './parcel-work.tsx'
import { useLevel } from './use-level.ts'
import { useWords } from './words.ts'

export const ParcelsPage = () => {
  const t = useWords()
  const district = useDistrict()
  const levels = useLevel()
  const { view, change } = useView()
  useEffect(() => {
    document.title = `${t('list.title')} · Gridbook`
  }, [t])
  const error = district.error ?? levels.error
  return (
    <main className="parcels-page" id="content">
      <header className="parcels-head">
        <BoundaryNav />
        <h1>{t('list.title')}</h1>
        <AsOfField day={view.asOf} onDay={(asOf) => change({ asOf }, 'push')} />
      </header>
      {error && <ErrorNote error={error} onRetry={() => void district.refetch()} />}
      {district.data && levels.value !== null ? (
        <ParcelWork district={district.data} levels={levels} />
      ) : (
        !error && <Loading />
      )}
    </main>
  )
}
