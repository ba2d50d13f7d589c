/** One change: its state over its workspace. */
import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import type { Change } from '../../../server/shared/boundaries.ts'
import { ApiError } from '../../api.ts'
import { useDistrict } from '../../app/registry.ts'
import { nameIn } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import './boundaries.css'
import { Presence } from './notes.tsx'
import { StateMark } from './state-mark.tsx'
import { useHead } from './use-change.ts'
import { useWords } from './words.ts'
import { Workspace } from './workspace.tsx'

const Head = ({ change }: { change: Change }) => {
  const t = useWords()
  const language = useLanguage()
  return (
    <header className="change-head">
      <Link to="/boundaries">{t('list.back')}</Link>
      <h1>{change.title}</h1>
      <StateMark state={change.state} />
      <span className="quiet wide-only">{nameIn(language, change.scheme)}</span>
      <span className="quiet wide-only">{change.author}</span>
      <Presence present={change.present} />
    </header>
  )
}

const Opened = ({ id }: { id: number }) => {
  const t = useWords()
  const head = useHead(id)
  const district = useDistrict()
  const title = head.data?.title
  useEffect(() => {
    document.title = `${title ?? t('list.title')} · Gridbook`
  }, [t, title])
  const error = head.data ? district.error : head.error
  const forbidden = head.error instanceof ApiError && head.error.status === 403
  if (head.data && district.data)
    return (
      <>
        <Head change={head.data} />
        <Workspace change={head.data} district={district.data} />
      </>
    )
  return (
    <div className="state-page">
      <h1>{t('list.title')}</h1>
      {forbidden && (
        <p className="waits" role="status">
          {t('list.forbidden')}
        </p>
      )}
      {error && !forbidden && (
        <ErrorNote
          error={error}
          onRetry={() => {
            void head.refetch()
            void district.refetch()
          }}
        />
      )}
      {!error && <Loading />}
      <Link to="/boundaries">{t('list.back')}</Link>
    </div>
  )
}

export const ChangePage = () => {
  const id = Number(useParams().id)
  return (
    <main className="change-page" id="content">
      <Opened key={id} id={id} />
    </main>
  )
}
