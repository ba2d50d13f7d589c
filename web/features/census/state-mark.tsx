/** The state of a delivery as a mark: green when it is in the registry, amber while it waits for somebody, red when it stopped. */
import type { Census } from '../../../server/shared/census.ts'
import { useWords } from './words.ts'

const LOOKS: Record<Census['state'], string> = {
  receiving: 'quiet',
  staged: 'waits',
  judged: 'waits',
  compared: 'waits',
  stopped: 'wrong',
  committed: 'proven',
  discarded: 'quiet',
}

export const StateMark = ({ state, undone = false }: { state: Census['state']; undone?: boolean }) => {
  const t = useWords()
  return (
    <span className={`pill ${undone ? 'quiet' : LOOKS[state]}`}>
      {t(`state.${undone ? 'undone' : state}`)}
    </span>
  )
}

const ACCEPTANCE_LOOKS = { open: 'waits', accepted: 'proven', returned: 'wrong' } as const

/** What became of its sample; nothing where none was drawn. */
export const AcceptanceMark = ({ acceptance }: Pick<Census, 'acceptance'>) => {
  const t = useWords()
  return (
    acceptance && (
      <span className={`pill ${ACCEPTANCE_LOOKS[acceptance]}`}>{t(`acceptance.state.${acceptance}`)}</span>
    )
  )
}
