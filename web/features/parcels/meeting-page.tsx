/** A meeting on a large screen: one parcel after the other, and the end of it. Which is shown stands in the address (`no=`). */
import { useEffect } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import type { Meeting } from '../../../server/shared/meetings.contract.ts'
import { useDistrict } from '../../app/registry.ts'
import { useWriteWords } from '../../app/use-write-address.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Hall } from './hall.tsx'
import { HallEnd } from './hall-end.tsx'
import './parcels.css'
import './meetings.css'
import { useMeeting } from './use-meetings.ts'
import { useWords } from './words.ts'

/** One more than there are parcels is the end. Without a number: the first one that nothing is said of. */
export const shownNo = (asked: string | null, { queue, next }: Pick<Meeting, 'queue' | 'next'>): number => {
  const no = Number(asked)
  if (asked !== null && Number.isSafeInteger(no) && no >= 1) return Math.min(no, queue.length + 1)
  return next ?? queue.length + 1
}

const Opened = ({ meeting }: { meeting: Meeting }) => {
  const [params] = useSearchParams()
  const write = useWriteWords()
  const district = useDistrict()
  const asked = params.get('no')
  const no = shownNo(asked, meeting)
  // Where it was opened it stays: the first one that nothing is said of is another as soon as something is.
  useEffect(() => {
    if (asked === null) write({ no }, 'replace')
  }, [asked, no, write])
  const go = (to: number) => {
    if (to >= 1 && to <= meeting.queue.length + 1) write({ no: to }, 'replace')
  }
  const item = meeting.queue[no - 1]
  if (!item) return <HallEnd meeting={meeting} onGo={go} />
  return <Hall meeting={meeting} item={item} extent={district.data?.extent ?? null} onGo={go} />
}

export const MeetingPage = () => {
  const t = useWords()
  const id = Number(useParams().id)
  const meeting = useMeeting(id)
  const title = meeting.data?.title
  useEffect(() => {
    document.title = `${title ?? t('meetings.title')} · Gridbook`
  }, [t, title])
  return (
    <main className="meeting-hall" id="content">
      {meeting.data ? (
        <Opened meeting={meeting.data} />
      ) : (
        <div className="admin">
          <h1>{t('meetings.title')}</h1>
          {meeting.error ? (
            <ErrorNote error={meeting.error} onRetry={() => void meeting.refetch()} />
          ) : (
            <Loading />
          )}
          <Link to="/boundaries/meetings">{t('minutes.back')}</Link>
        </div>
      )}
    </main>
  )
}
