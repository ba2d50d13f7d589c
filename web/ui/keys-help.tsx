/** Which key does what, over the map until Esc. */
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'

type Props = {
  title: string
  keys: readonly { readonly key: string; readonly does: string }[]
  onClose: () => void
}

export const KeysHelp = ({ title, keys, onClose }: Props) => {
  const { t } = useTranslation()
  return (
    <section className="keys-help" aria-label={title}>
      <h2>{title}</h2>
      <dl>
        {keys.map(({ key, does }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Button size="small" autoFocus onClick={onClose}>
        {t('app.close')}
      </Button>
    </section>
  )
}
