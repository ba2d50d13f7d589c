/** The state while something is on its way; said to screen readers too. */
import { Spin } from 'antd'
import { useTranslation } from 'react-i18next'

export const Loading = () => {
  const { t } = useTranslation()
  return (
    <div className="state" role="status">
      <Spin size="small" /> <span>{t('app.loading')}</span>
    </div>
  )
}
