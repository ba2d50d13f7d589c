/** One unit: how many components it answers for in each role, and how many grids. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ROLES } from '../../../server/shared/words.ts'
import { api } from '../../api.ts'
import { formatCount } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'

export const UnitCard = ({ id }: { id: number }) => {
  const { t } = useTranslation()
  const {
    data: unit,
    error,
    isPending,
    refetch,
  } = useQuery({
    queryKey: ['units', id],
    queryFn: ({ signal }) => api.getUnit({ params: { id }, signal }),
  })
  if (isPending) return <Loading />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  return (
    <>
      <header className="card-head">
        <h2>{unit.name}</h2>
      </header>
      <Code code={unit.code} copy />
      <dl className="facts wide">
        {ROLES.map((role) => (
          <div key={role}>
            <dt>{t('card.asRole', { role: t(`role.${role}`) })}</dt>
            <dd>{formatCount(unit.roles[role])}</dd>
          </div>
        ))}
        <div>
          <dt>{t('card.answersFor')}</dt>
          <dd>{formatCount(unit.grids)}</dd>
        </div>
      </dl>
    </>
  )
}
