/** Opens the filter and says how many facets narrow the map; one click takes all of them away. */
import { CloseOutlined, FilterOutlined } from '@ant-design/icons'
import { Button, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ChangeView } from '../../app/use-view.ts'
import type { Choices } from '../../url-state.ts'
import { facetsChosen, NO_CHOICES } from './filter-model.ts'

type Props = { choices: Choices; change: ChangeView; open: boolean; onOpen: () => void }

export const FilterButtons = ({ choices, change, open, onOpen }: Props) => {
  const { t } = useTranslation()
  const chosen = facetsChosen(choices)
  return (
    <Space.Compact className="filter-buttons">
      <Button
        className="filter-open"
        icon={<FilterOutlined aria-hidden />}
        aria-expanded={open}
        aria-label={chosen === 0 ? t('filter.title') : t('filter.active', { n: chosen })}
        {...(chosen === 0 ? {} : { type: 'primary' as const })}
        onClick={onOpen}
      >
        <span className="words">{t('filter.title')}</span>
        {chosen > 0 && ` ${chosen}`}
      </Button>
      {chosen > 0 && (
        <Button
          icon={<CloseOutlined />}
          aria-label={t('filter.clear')}
          title={t('filter.clear')}
          onClick={() => change(NO_CHOICES, 'push')}
        />
      )}
    </Space.Compact>
  )
}
