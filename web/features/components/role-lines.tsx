/** The lines that end an argument: who is competent, owns, maintains; each with its confirmation and until when. Always three, in this order. */
import { useTranslation } from 'react-i18next'
import type { ComponentCard } from '../../../server/shared/components.contract.ts'
import { type Confirmation, ROLES } from '../../../server/shared/words.ts'
import { formatDay } from '../../i18n/formats.ts'

const PROVEN: readonly Confirmation[] = ['confirmed', 'ruled', 'claimed']
const WRONG: readonly Confirmation[] = ['disputed', 'unowned']

export const confirmationTone = (confirmation: Confirmation): 'proven' | 'wrong' | 'waits' => {
  if (PROVEN.includes(confirmation)) return 'proven'
  return WRONG.includes(confirmation) ? 'wrong' : 'waits'
}

export const RoleLines = ({ roles }: { roles: ComponentCard['roles'] }) => {
  const { t } = useTranslation()
  return (
    <table className="roles" aria-label={t('card.roles')}>
      <tbody>
        {ROLES.map((role) => {
          const held = roles[role]
          return (
            <tr key={role}>
              <th scope="row" title={t(`roleLong.${role}`)}>
                {t(`role.${role}`)}
              </th>
              <td className="role-unit" title={held?.basis ? `${t('card.basis')}: ${held.basis}` : undefined}>
                {held?.unit?.name ?? <span className="quiet">{held ? '—' : t('card.notRecorded')}</span>}
              </td>
              <td className="role-state">
                {held && (
                  <span className={confirmationTone(held.confirmation)}>
                    {t(`confirmation.${held.confirmation}`)}
                  </span>
                )}
                {held?.until && (
                  <span className="role-until quiet">{t('card.until', { date: formatDay(held.until) })}</span>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
