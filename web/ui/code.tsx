/** A code in tabular figures, grouped for the eye and copied whole. */
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { groupCode } from '../i18n/formats.ts'
import { CopyButton } from './copy-button.tsx'

export const Code = ({ code, copy = false }: { code: string; copy?: boolean }) => {
  const { t } = useTranslation()
  const groups = groupCode(code)
  return (
    <span className="code-line">
      <span className="code">
        {groups.map((group, i) => (
          <Fragment key={groups.slice(0, i + 1).join('')}>
            {/* A gap made by a margin, so that a hand-made selection copies the code without blanks. */}
            <span className={i === 0 ? undefined : 'code-gap'}>{group}</span>
          </Fragment>
        ))}
      </span>
      {copy && <CopyButton text={code} label={t('card.copyCode', { code })} />}
    </span>
  )
}
