/** The state of a parcel as a mark: in the list by its words, on the map by its colour. */
import type { ParcelState } from '../../../server/shared/parcels.contract.ts'
import { useWords } from './words.ts'

const LOOKS: Record<ParcelState, string> = {
  orphan: 'wrong',
  claimed: 'waits',
  disputed: 'wrong',
  ruled: 'proven',
  settled: 'proven',
  withdrawn: 'quiet',
}

/** The map keeps its colours in the dark look, so these are no variables. */
export const MAP_COLOURS: Record<ParcelState, string> = {
  orphan: '#b3261e',
  claimed: '#c98a1b',
  disputed: '#7b3f98',
  ruled: '#2e9e62',
  settled: '#1d7a46',
  withdrawn: '#56616b',
}

export const StateMark = ({ state }: { state: ParcelState }) => {
  const t = useWords()
  return (
    <span className={`pill ${LOOKS[state]}`}>
      <span className="state-dot" style={{ background: MAP_COLOURS[state] }} aria-hidden />{' '}
      {t(`state.${state}`)}
    </span>
  )
}
