/** The quarantine to take away, as a file with the reasons in it, and the way back for corrected rows; and judging everything again. */
import { App, Button } from 'antd'
import type { Census } from '../../../server/shared/census.ts'
import { quarantineFile } from '../../../server/shared/census-rows.contract.ts'
import { api, pathOf } from '../../api.ts'
import { SendBackButton } from './send-back-button.tsx'
import { isFrozen, isHeavy } from './steps.ts'
import { useChange } from './use-census.ts'
import { useWords } from './words.ts'

const SendBack = ({ id }: { id: number }) => {
  const t = useWords()
  const { message } = App.useApp()
  const send = useChange(
    id,
    (file: File) => api.sendFixes({ params: { id }, query: { name: file.name }, file }),
    { onDone: ({ corrected, unknown }) => void message.info(t('verdicts.sent', { corrected, unknown })) },
  )
  return (
    <SendBackButton loading={send.isPending} onFile={send.mutate}>
      {t('verdicts.sendBack')}
    </SendBackButton>
  )
}

export const FixesPart = ({ census }: { census: Census }) => {
  const t = useWords()
  const { id } = census
  const judge = useChange(id, () => api.judgeAgain({ params: { id } }))
  const address = (format: 'csv' | 'xlsx') => pathOf(quarantineFile.path, { id, format })
  const open = !isFrozen(census) && !isHeavy(census.job)
  return (
    <div className="fixes">
      {census.counts.refused > 0 && (
        <>
          <Button href={address('csv')} download>
            {t('verdicts.downloadCsv')}
          </Button>
          <Button href={address('xlsx')} download>
            {t('verdicts.downloadXlsx')}
          </Button>
          {open && <SendBack id={id} />}
        </>
      )}
      {open && (
        <Button loading={judge.isPending} onClick={() => judge.mutate(undefined)}>
          {t('verdicts.judgeAgain')}
        </Button>
      )}
      {census.counts.refused > 0 && open && <p className="quiet">{t('verdicts.sendHint')}</p>}
    </div>
  )
}
