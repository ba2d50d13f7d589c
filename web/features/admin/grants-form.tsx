/** Other rights for an account that there is. */
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/shared/accounts.contract.ts'
import { api } from '../../api.ts'
import { errorWords } from '../../ui/error-note.tsx'
import { type GrantDraft, GrantsFields, grantsOf } from './grants-fields.tsx'

type Props = { account: Account; onDone: () => void; onCancel: () => void }

export const GrantsForm = ({ account, onDone, onCancel }: Props) => {
  const { t } = useTranslation()
  const [grants, setGrants] = useState<GrantDraft[]>(() =>
    account.grants.map(({ role, gridId, gridName, gridCode }, key) => ({
      key,
      role,
      gridId,
      gridName: gridName ?? gridCode,
    })),
  )
  const save = useMutation({
    mutationFn: () => api.updateAccount({ params: { id: account.id }, body: { grants: grantsOf(grants) } }),
    onSuccess: onDone,
  })
  return (
    <div className="box">
      <h2>
        {t('admin.edit')} · {account.name}
      </h2>
      <GrantsFields grants={grants} onChange={setGrants} />
      {save.isError && (
        <p role="alert" className="wrong">
          {errorWords(t, save.error)}
        </p>
      )}
      <div className="card-actions">
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
          {t('app.save')}
        </Button>
        <Button onClick={onCancel}>{t('app.cancel')}</Button>
      </div>
    </div>
  )
}
