/** The rights of an account as fields: a role each, over the whole district or inside one grid that is found by name or code. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Grant } from '../../../server/shared/accounts.contract.ts'
import { ACCOUNT_ROLES, type AccountRole } from '../../../server/shared/words.ts'
import { api } from '../../api.ts'
import { nameIn } from '../../i18n/formats.ts'
import { useDebounced } from '../../ui/use-debounced.ts'
import { useLanguage } from '../../ui/use-language.ts'

/** `key` tells rows apart while they are edited; `gridName` is what stands for a grid already chosen. */
export type GrantDraft = Grant & { key: number; gridName: string | null }

type AreaProps = { grant: GrantDraft; onChange: (gridId: number | null, gridName: string | null) => void }

const AreaSelect = ({ grant, onChange }: AreaProps) => {
  const { t } = useTranslation()
  const language = useLanguage()
  const [words, setWords] = useState('')
  const q = useDebounced(words.trim(), 200)
  const { data, isFetching } = useQuery({
    queryKey: ['grids', 'search', q],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.listGrids({ query: { limit: 20, ...(q ? { q } : {}) }, signal }),
  })
  const found = (data?.items ?? []).map((grid) => ({
    value: grid.id,
    label: `${grid.name || grid.code} ${grid.name ? grid.code : ''} · ${nameIn(language, grid.level)}`,
  }))
  const chosen = grant.gridId
  const known = chosen === null || found.some(({ value }) => value === chosen)
  const options = known ? found : [{ value: chosen, label: grant.gridName ?? `#${chosen}` }, ...found]
  return (
    <Select<number | null>
      className="area"
      aria-label={t('admin.area')}
      showSearch={{ filterOption: false, onSearch: setWords }}
      allowClear
      loading={isFetching}
      placeholder={t('admin.whole')}
      title={t('admin.areaSearch')}
      value={chosen}
      options={options}
      onChange={(gridId) =>
        onChange(gridId ?? null, options.find(({ value }) => value === gridId)?.label ?? null)
      }
    />
  )
}

export const GrantsFields = (props: {
  grants: readonly GrantDraft[]
  onChange: (grants: GrantDraft[]) => void
}) => {
  const { t } = useTranslation()
  const { grants, onChange } = props
  const change = (key: number, patch: Partial<GrantDraft>) =>
    onChange(grants.map((grant) => (grant.key === key ? { ...grant, ...patch } : grant)))
  const add = () => {
    const key = 1 + Math.max(0, ...grants.map((grant) => grant.key))
    onChange([...grants, { key, role: 'reader', gridId: null, gridName: null }])
  }
  return (
    <fieldset className="grants">
      <legend>{t('admin.grants')}</legend>
      {grants.map((grant) => (
        <div key={grant.key} className="grant">
          <Select<AccountRole>
            className="grant-role"
            aria-label={t('admin.role')}
            value={grant.role}
            options={ACCOUNT_ROLES.map((role) => ({ value: role, label: t(`accountRole.${role}`) }))}
            onChange={(role) => change(grant.key, { role })}
          />
          <AreaSelect
            grant={grant}
            onChange={(gridId, gridName) => change(grant.key, { gridId, gridName })}
          />
          <Button onClick={() => onChange(grants.filter(({ key }) => key !== grant.key))}>
            {t('admin.removeGrant')}
          </Button>
        </div>
      ))}
      <Button size="small" onClick={add}>
        {t('admin.addGrant')}
      </Button>
    </fieldset>
  )
}

export const grantsOf = (drafts: readonly GrantDraft[]): Grant[] =>
  drafts.map(({ role, gridId }) => ({ role, gridId }))
