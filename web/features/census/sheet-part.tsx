/** The field sheet to take away, and the filled-in one that comes back, with the lines that were not taken and why. */
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { fieldSheet, type sendSheet } from '../../../server/shared/acceptance.contract.ts'
import { type Answer, api, pathOf } from '../../api.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { useSaid } from './said.ts'
import { SendBackButton } from './send-back-button.tsx'
import { useChange } from './use-census.ts'
import { useWords } from './words.ts'

type Taken = Answer<typeof sendSheet>

const Outcome = ({ taken }: { taken: Taken }) => {
  const t = useWords()
  const said = useSaid()
  const { recorded, undelivered, empty, wrong } = taken
  return (
    <Alert
      type={wrong.length === 0 ? 'success' : 'warning'}
      role="status"
      className="note"
      title={t('acceptance.sheet.taken', { recorded, undelivered, empty })}
      description={
        wrong.length > 0 && (
          <>
            <p>{t('acceptance.sheet.wrong', { n: wrong.length })}</p>
            <ul className="sheet-faults">
              {wrong.map((one) => (
                <li key={`${one.line}-${one.en}`}>
                  {t('acceptance.sheet.line', { n: one.line })}: {said(one)}
                </li>
              ))}
            </ul>
          </>
        )
      }
    />
  )
}

export const SheetPart = ({ id, mayFill }: { id: number; mayFill: boolean }) => {
  const t = useWords()
  const lang = useLanguage()
  const [taken, setTaken] = useState<Taken | null>(null)
  const send = useChange(
    id,
    (file: File) => api.sendSheet({ params: { id }, query: { name: file.name }, file }),
    { onDone: setTaken },
  )
  const address = (format: 'csv' | 'xlsx') => `${pathOf(fieldSheet.path, { id, format })}?lang=${lang}`
  return (
    <section aria-label={t('acceptance.sheet.title')}>
      <h3>{t('acceptance.sheet.title')}</h3>
      <p className="quiet">{t('acceptance.sheet.hint')}</p>
      <div className="card-actions">
        <Button href={address('csv')} download>
          {t('acceptance.sheet.csv')}
        </Button>
        <Button href={address('xlsx')} download>
          {t('acceptance.sheet.xlsx')}
        </Button>
        {mayFill && (
          <SendBackButton loading={send.isPending} onFile={send.mutate}>
            {t('acceptance.sheet.send')}
          </SendBackButton>
        )}
      </div>
      {taken && <Outcome taken={taken} />}
    </section>
  )
}
