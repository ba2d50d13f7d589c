/** Components within the declared extent and classes that the delivery does not bring: each is kept, or retired by decision. */
import { Button, Checkbox } from 'antd'
import type { z } from 'zod'
import type { Census, missingComponent } from '../../../server/shared/census.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import { api } from '../../api.ts'
import { formatCount } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { isTaken } from './kinds.ts'
import { useChange } from './use-census.ts'
import type { useMissing } from './use-rows.ts'
import { useWords } from './words.ts'

type Missing = z.infer<typeof missingComponent>
type Props = {
  census: Census
  frozen: boolean
  missing: ReturnType<typeof useMissing>
  onShow: (point: LonLat) => void
}

const Line = ({
  census,
  frozen,
  one,
  onShow,
}: Pick<Props, 'census' | 'frozen' | 'onShow'> & { one: Missing }) => {
  const t = useWords()
  const whole = isTaken('missing', census)
  const taken = one.accepted ?? whole
  const decide = useChange(census.id, (next: boolean) =>
    api.decideRows({
      params: { id: census.id },
      body: { missing: [one.componentId], accepted: next === whole ? null : next },
    }),
  )
  return (
    <li className="missing-line">
      <Checkbox
        checked={taken}
        disabled={frozen || decide.isPending}
        aria-label={t('difference.decideMissing', { code: one.code })}
        onChange={(event) => decide.mutate(event.target.checked)}
      />
      <button type="button" className="link" onClick={() => onShow([...one.point])}>
        <Code code={one.code} />
      </button>
      <span className="cut">
        {one.className} <span className="quiet">{one.name}</span>
      </span>
      <span className={taken ? 'wrong' : 'quiet'}>{t(taken ? 'difference.retire' : 'difference.keep')}</span>
    </li>
  )
}

export const MissingPart = ({ missing, ...rest }: Props) => {
  const t = useWords()
  const { items, total, error, isPending, refetch, hasNextPage, fetchNextPage } = missing
  return (
    <section aria-label={t('difference.missing')}>
      <h3>
        {t('difference.missing')}{' '}
        <span className="quiet">{t('difference.missingCount', { n: formatCount(total) })}</span>
      </h3>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {!isPending && !error && items.length === 0 && <p className="quiet">{t('difference.missingNone')}</p>}
      <ul className="rows">
        {items.map((one) => (
          <Line key={one.componentId} one={one} {...rest} />
        ))}
      </ul>
      {hasNextPage && (
        <Button block size="small" onClick={() => void fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </section>
  )
}
