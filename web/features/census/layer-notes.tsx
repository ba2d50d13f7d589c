/** What a surveyor has to know of a layer before its parts: that it cannot be read, what it warns of, a template it was read by, an edition that fits it better. */
import { Alert, Button } from 'antd'
import type { Census } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import { useAccount } from '../../app/session.tsx'
import type { Layer } from './reading.ts'
import { useSaid } from './said.ts'
import { useChange, useUpdate } from './use-census.ts'
import { useWords } from './words.ts'

type Props = { census: Census; layer: Layer; frozen: boolean }

const Refused = ({ layer }: Pick<Props, 'layer'>) => {
  const t = useWords()
  const said = useSaid()
  const refused = layer.inspection?.refused
  return (
    refused && (
      <Alert
        type="error"
        role="alert"
        className="note"
        title={t('reading.refusedTitle')}
        description={said(refused)}
      />
    )
  )
}

const Warnings = ({ layer }: Pick<Props, 'layer'>) => {
  const t = useWords()
  const said = useSaid()
  const warnings = layer.inspection?.warnings ?? []
  if (warnings.length === 0) return null
  return (
    <Alert
      type="warning"
      className="note"
      title={t('reading.warnings')}
      description={
        <ul>
          {warnings.map((warning) => (
            <li key={warning.en}>{said(warning)}</li>
          ))}
        </ul>
      }
    />
  )
}

/** Forgotten, the layer is looked at anew: what is proposed then comes from its fields alone. Whoever opened the delivery has the templates. */
const TemplateNote = ({ census, layer, frozen }: Props) => {
  const t = useWords()
  const account = useAccount()
  const name = layer.inspection?.template ?? null
  const forget = useChange(census.id, async (template: string) => {
    await api.forgetTemplate({ params: { name: template } })
    await api.updateLayer({ params: { id: census.id, no: layer.no }, body: { reading: null } })
  })
  if (name === null) return null
  return (
    <Alert
      type="success"
      className="note"
      title={t('reading.template', { name })}
      action={
        !frozen &&
        account?.name === census.actor && (
          <Button size="small" loading={forget.isPending} onClick={() => forget.mutate(name)}>
            {t('reading.forget')}
          </Button>
        )
      }
    />
  )
}

const EditionNote = ({ census, layer, frozen }: Props) => {
  const t = useWords()
  const said = useSaid()
  const update = useUpdate(census)
  const edition = layer.inspection?.edition ?? null
  const why = layer.inspection?.reasons.edition?.why
  if (edition === null || edition === census.settings.edition) return null
  return (
    <Alert
      type="warning"
      className="note"
      title={t('reading.otherEdition', { edition, opened: census.settings.edition })}
      description={why && said(why)}
      action={
        <Button
          size="small"
          disabled={frozen}
          loading={update.isPending}
          onClick={() => update.mutate({ settings: { edition } })}
        >
          {t('reading.takeEdition', { edition })}
        </Button>
      }
    />
  )
}

export const LayerNotes = (props: Props) => (
  <>
    <Refused layer={props.layer} />
    <Warnings layer={props.layer} />
    {props.layer.inspection?.refused === null && (
      <>
        <TemplateNote {...props} />
        <EditionNote {...props} />
      </>
    )}
  </>
)
