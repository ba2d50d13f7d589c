/** One parcel before everybody: the map with its neighbours, who could claim it, and what is recorded of it, all by keyboard. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Meeting } from '../../../server/shared/meetings.contract.ts'
import { api } from '../../api.ts'
import type { Bbox } from '../../api-types.ts'
import { useKeys } from '../../ui/use-keys.ts'
import { signatoryOf } from './attending.ts'
import { claimantsOf } from './claimants.ts'
import { type Draft, LOOKING } from './hall-form.tsx'
import { HallBar, HallHead } from './hall-frame.tsx'
import { hallCommandOf } from './hall-keys.ts'
import { HallMap } from './hall-map.tsx'
import { HallSide } from './hall-side.tsx'
import { useRecord } from './use-meetings.ts'
import { useParcel } from './use-parcels.ts'
import { useWords } from './words.ts'

type Item = Meeting['queue'][number]
type Props = { meeting: Meeting; item: Item; extent: Bbox | null; onGo: (no: number) => void }

/** The first one that looks at it with the right to record is the one who presents it. */
const usePresented = (meeting: Meeting, { parcel, presentedAt }: Item): void => {
  const present = useRecord(meeting.id, (parcelId: number) =>
    api.presentParcel({ params: { id: meeting.id, parcelId } }),
  )
  const { mutate } = present
  const due = meeting.mayRecord && presentedAt === null
  useEffect(() => {
    if (due) mutate(parcel.id)
  }, [due, parcel.id, mutate])
}

export const Hall = ({ meeting, item, extent, onGo }: Props) => {
  const t = useWords()
  const { parcel, no } = item
  const card = useParcel(parcel.id)
  const own = card.data?.id === parcel.id ? card.data : null
  const [draft, setDraft] = useState<{ of: number; now: Draft }>({ of: parcel.id, now: LOOKING })
  const [help, setHelp] = useState(false)
  const signatory = useRef<HTMLInputElement>(null)
  const reason = useRef<HTMLInputElement>(null)
  const other = useRef<HTMLDivElement>(null)
  usePresented(meeting, item)
  // What was begun belongs to one parcel.
  const now = draft.of === parcel.id ? draft.now : LOOKING
  const set = (next: Draft) => setDraft({ of: parcel.id, now: next })
  const claimants = useMemo(() => (own ? claimantsOf(own, item.grid) : []), [own, item.grid])
  const params = { id: meeting.id, parcelId: parcel.id }
  const sign = useRecord(meeting.id, (body: { grid: number; signatory: string; words: string }) =>
    api.signParcel({ params, body }),
  )
  const defer = useRecord(meeting.id, (why: string) => api.deferParcel({ params, body: { reason: why } }))
  const busy = sign.isPending || defer.isPending

  const choose = (gridId: number): void => {
    const grid = claimants.find((one) => one.grid.id === gridId)?.grid
    if (!meeting.mayRecord) return
    const again = item.grid?.id === gridId
    set({
      mode: 'sign',
      grid: gridId,
      signatory: (again && item.signatory) || (grid ? signatoryOf(meeting.attending, grid) : ''),
      words: (again && item.words) || t('hall.usualWords'),
    })
  }
  const record = (): void => {
    if (busy) return
    const done = { onSuccess: () => set(LOOKING) }
    if (now.mode === 'sign') {
      const body = { grid: now.grid, signatory: now.signatory.trim(), words: now.words.trim() }
      if (body.signatory === '') signatory.current?.focus()
      else if (body.words !== '') sign.mutate(body, done)
    }
    if (now.mode === 'defer') {
      if (now.reason.trim() === '') reason.current?.focus()
      else defer.mutate(now.reason.trim(), done)
    }
  }
  const letGo = (): boolean => {
    if (help) setHelp(false)
    else set(LOOKING)
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    return true
  }
  useKeys((pressed) => {
    const command = hallCommandOf(pressed)
    if (command === null) return false
    if (typeof command === 'object') {
      const chosen = claimants[command.choose - 1]
      if (chosen) choose(chosen.grid.id)
      return chosen !== undefined
    }
    switch (command) {
      case 'next':
        onGo(no + 1)
        return true
      case 'previous':
        onGo(no - 1)
        return true
      case 'enter':
        if (now.mode !== 'look') record()
        else if (item.outcome !== null || !meeting.mayRecord) onGo(no + 1)
        return true
      case 'defer':
        if (meeting.mayRecord)
          set({ mode: 'defer', reason: item.outcome === 'deferred' ? (item.words ?? '') : '' })
        return true
      case 'other':
        other.current?.querySelector('input')?.focus()
        return true
      case 'help':
        setHelp(!help)
        return true
      case 'escape':
        return letGo()
    }
  })
  const mode = now.mode
  useEffect(() => {
    if (mode === 'defer') reason.current?.focus()
  }, [mode])
  const chosen = now.mode === 'sign' ? now.grid : (item.grid?.id ?? null)
  return (
    <>
      <HallHead meeting={meeting} no={no} />
      <HallMap
        parcel={parcel}
        levelId={parcel.suggestion?.grid?.level.id ?? own?.neighbours[0]?.grid.level.id ?? null}
        claimants={claimants}
        chosen={chosen}
        extent={extent}
        onChoose={choose}
      />
      <HallSide
        meeting={meeting}
        item={item}
        card={own}
        error={card.error}
        claimants={claimants}
        chosen={chosen}
        draft={now}
        busy={busy}
        refused={sign.error ?? defer.error}
        refs={{ signatory, reason, other }}
        onChoose={choose}
        onDraft={set}
        onRecord={record}
      />
      <HallBar meeting={meeting} no={no} help={help} onGo={onGo} onHelp={() => setHelp(!help)} />
    </>
  )
}
