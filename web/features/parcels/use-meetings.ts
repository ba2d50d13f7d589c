/** Meetings as queries, and what is recorded in one: each answers with the meeting as it has become. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { z } from 'zod'
import type { createMeeting, Meeting } from '../../../server/shared/meetings.contract.ts'
import { api } from '../../api.ts'

export const meetingKey = (id: number) => ['meeting', id] as const

export const useMeetings = () => {
  const query = useInfiniteQuery({
    queryKey: ['meetings'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.listMeetings({ query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    getNextPageParam: (last) => last.next,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, items, total: query.data?.pages[0]?.total ?? 0 }
}

/** On a second screen one looks on while another records. */
const PULSE_MS = 10_000

export const useMeeting = (id: number) =>
  useQuery<Meeting>({
    queryKey: meetingKey(id),
    enabled: Number.isSafeInteger(id),
    refetchInterval: ({ state }) => (state.data?.closedAt === null ? PULSE_MS : false),
    queryFn: ({ signal }) => api.getMeeting({ params: { id }, signal }),
  })

export const useMinutes = (id: number) =>
  useQuery({
    queryKey: ['meeting', id, 'minutes'],
    enabled: Number.isSafeInteger(id),
    queryFn: ({ signal }) => api.getMinutes({ params: { id }, signal }),
  })

export const useOpenMeeting = () => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof createMeeting.body>) => api.createMeeting({ body }),
    onSuccess: (meeting) => {
      client.setQueryData(meetingKey(meeting.id), meeting)
      void client.invalidateQueries({ queryKey: ['meetings'] })
    },
  })
}

/** One step after the other, in the order in which they were taken. */
export const useRecord = <V>(id: number, record: (value: V) => Promise<Meeting>) => {
  const client = useQueryClient()
  return useMutation({
    scope: { id: `meeting-${id}` },
    mutationFn: record,
    onSuccess: (meeting) => {
      client.setQueryData(meetingKey(id), meeting)
      for (const queryKey of [['meetings'], ['parcels'], ['parcel'], ['meeting', id, 'minutes']])
        void client.invalidateQueries({ queryKey })
    },
    onError: () => void client.invalidateQueries({ queryKey: meetingKey(id), exact: true }),
  })
}
