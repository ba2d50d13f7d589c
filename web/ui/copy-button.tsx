/** Copies a text whole; says that it did. */
import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** `navigator.clipboard` exists only over TLS or on localhost; elsewhere a selection is copied. */
const copyText = async (text: string): Promise<void> => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}

export const CopyButton = ({ text, label }: { text: string; label: string }) => {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const onClick = async () => {
    await copyText(text)
    setCopied(true)
  }
  return (
    <>
      <Button
        type="text"
        size="small"
        icon={copied ? <CheckOutlined /> : <CopyOutlined />}
        aria-label={label}
        title={label}
        onClick={() => void onClick()}
        onBlur={() => setCopied(false)}
      />
      <span role="status" className="hidden">
        {copied ? t('app.copied') : ''}
      </span>
    </>
  )
}
