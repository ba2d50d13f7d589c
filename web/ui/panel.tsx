/** The card at the right, a sheet from below on a phone. Takes the focus when it opens and gives it back when it closes; Esc closes it. */
import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

type Props = {
  label: string
  onClose: () => void
  /** The first row of a list inside takes the focus, so that arrow keys work at once. */
  listFocus?: boolean
  children: ReactNode
}

export const Panel = ({ label, onClose, listFocus = false, children }: Props) => {
  const { t } = useTranslation()
  const ref = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    const row = listFocus ? ref.current?.querySelector<HTMLElement>('button.row') : null
    const target = row ?? ref.current
    target?.focus({ preventScroll: true })
    return () => {
      // To what opened it, a button or the map; the search would open its answers again.
      const lost = document.activeElement === null || document.activeElement === document.body
      if (lost && before instanceof HTMLElement && before.matches('button, canvas'))
        before.focus({ preventScroll: true })
    }
  }, [listFocus])
  return (
    <aside
      className="panel"
      aria-label={label}
      ref={ref}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <Button
        type="text"
        className="panel-close"
        icon={<CloseOutlined />}
        aria-label={t('app.close')}
        onClick={onClose}
      />
      {children}
    </aside>
  )
}
