/** What stands beside the map, one part at a time, named in the address (`part=`). */
import { useSearchParams } from 'react-router'
import { useWriteWords } from '../../app/use-write-address.ts'
import { formatCount } from '../../i18n/formats.ts'
import { useWords } from './words.ts'

export const PARTS = ['issues', 'areas', 'grids', 'coverage', 'log', 'impact', 'talk', 'review'] as const
export type Part = (typeof PARTS)[number]

export const readPart = (params: URLSearchParams): Part =>
  PARTS.find((part) => part === params.get('part')) ?? 'issues'

export const usePart = () => {
  const [params] = useSearchParams()
  const write = useWriteWords()
  return { part: readPart(params), choose: (part: Part) => write({ part }, 'push') }
}

type Props = {
  part: Part
  counts: Partial<Record<Part, number>>
  onChoose: (part: Part) => void
}

export const PartNav = ({ part, counts, onChoose }: Props) => {
  const t = useWords()
  return (
    <nav className="part-nav" aria-label={t('parts.label')}>
      {PARTS.map((one) => (
        <button
          key={one}
          type="button"
          aria-current={one === part ? 'page' : undefined}
          onClick={() => onChoose(one)}
        >
          {t(`parts.${one}`)}
          {counts[one] !== undefined && counts[one] > 0 && (
            <span className="part-count"> {formatCount(counts[one])}</span>
          )}
        </button>
      ))}
    </nav>
  )
}
