/** Who may do what, keys for other systems, the own password, and who wrote what. For administrators. */
import { Menu } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { hasRole, useAccount } from '../../app/session.tsx'
import { AccountsPart } from './accounts-part.tsx'
import { AuditPart } from './audit-part.tsx'
import { KeysPart } from './keys-part.tsx'
import { PasswordPart } from './password-part.tsx'

const PARTS = ['accounts', 'keys', 'password', 'audit'] as const
type Part = (typeof PARTS)[number]
const SHOWN: Record<Part, () => React.ReactNode> = {
  accounts: AccountsPart,
  keys: KeysPart,
  password: PasswordPart,
  audit: AuditPart,
}
/** Everyone has keys and a password of their own. */
const FOR_EVERYONE: readonly Part[] = ['keys', 'password']

export const AdminPage = () => {
  const { t } = useTranslation()
  const account = useAccount()
  const [params, setParams] = useSearchParams()
  const parts = hasRole(account, 'administrator') ? PARTS : FOR_EVERYONE
  const asked = params.get('part')
  const part = parts.find((one) => one === asked) ?? parts[0] ?? 'keys'
  const Shown = SHOWN[part]
  useEffect(() => {
    document.title = `${t(`admin.${part}`)} · Gridbook`
  }, [t, part])
  return (
    <main className="admin" id="content">
      <h1>{t('admin.title')}</h1>
      <Menu
        mode="horizontal"
        className="parts"
        // All parts stay in sight and in reach of Tab; on a phone they are put closer.
        disabledOverflow
        selectedKeys={[part]}
        items={parts.map((one) => ({ key: one, label: t(`admin.${one}`) }))}
        onClick={({ key }) => setParams({ part: key })}
      />
      {asked !== null && asked !== part && (
        <p className="waits" role="status">
          {t('admin.forbidden')}
        </p>
      )}
      <Shown />
    </main>
  )
}
