/** The day looked at: its field, and the words above the map that say it is not the present and lead back to it. */
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'

const today = (): string => new Date().toISOString().slice(0, 10)
/** While a year is being typed the field says 0002; and the end of today has not come yet. */
const isPast = (day: string): boolean => day >= '1900' && day < today()

type Props = { day: string | null; onDay: (day: string | null) => void }
/** Without `onCompare` there is nothing to compare with. */
type BannerProps = Props & { onCompare?: () => void }

export const AsOfField = ({ day, onDay }: Props) => {
  const { t } = useTranslation()
  return (
    <label className="as-of">
      {day === null ? t('map.asOfNow') : t('map.asOfLabel')}{' '}
      <input
        type="date"
        aria-label={t('map.chooseDay')}
        value={day ?? ''}
        max={today()}
        onChange={({ target }) => onDay(isPast(target.value) ? target.value : null)}
      />
    </label>
  )
}

export const AsOfBanner = ({ day, onDay, onCompare }: BannerProps) => {
  const { t } = useTranslation()
  if (day === null) return null
  return (
    <div className="as-of-banner" role="status">
      <span>{t('map.asOfDay', { day })}</span>
      {onCompare && (
        <Button size="small" onClick={onCompare}>
          {t('compare.withNow')}
        </Button>
      )}
      <Button size="small" onClick={() => onDay(null)}>
        {t('map.backToNow')}
      </Button>
    </div>
  )
}
