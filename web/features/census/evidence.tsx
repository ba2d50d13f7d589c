/** How sure something is, and why, in words; a guess says so and asks. */
import type { LayerInspection } from '../../../server/shared/census.ts'
import { useSaid } from './said.ts'
import { useWords } from './words.ts'

type Proof = Pick<NonNullable<LayerInspection['encoding']>, 'confidence' | 'why'>

const LOOKS: Record<Proof['confidence'], string> = { certain: 'proven', likely: 'quiet', guess: 'waits' }

export const Evidence = ({ proof, short = false }: { proof: Proof; short?: boolean }) => {
  const t = useWords()
  const said = useSaid()
  return (
    <span className="evidence">
      {(!short || proof.confidence === 'guess') && (
        <span className={`pill ${LOOKS[proof.confidence]}`}>
          {t(`reading.confidence.${proof.confidence}`)}
        </span>
      )}{' '}
      <span className="quiet">{said(proof.why)}</span>
    </span>
  )
}
