/** First step: the files of the delivery, what they are by hash, and the delivery's title. */
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Census } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import { formatBytes } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { DropZone } from './drop-zone.tsx'
import { SettingsPart } from './settings-part.tsx'
import { isFrozen, isHeavy } from './steps.ts'
import { UploadList } from './upload-list.tsx'
import { useChange, useUpdate } from './use-census.ts'
import type { Uploads } from './use-uploads.ts'
import { useWords } from './words.ts'

const FileTable = ({ census, frozen }: { census: Census; frozen: boolean }) => {
  const t = useWords()
  const remove = useChange(census.id, (fileId: number) =>
    api.removeCensusFile({ params: { id: census.id, fileId } }),
  )
  const layersOf = (fileId: number) => census.layers.filter((layer) => layer.fileId === fileId).length
  const looking = census.job?.kind === 'inspect' && census.job.state !== 'done'
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('files.name')}</th>
          <th scope="col" className="figure">
            {t('files.size')}
          </th>
          <th scope="col">{t('files.layers')}</th>
          <th scope="col" className="wide-only">
            {t('files.hash')}
          </th>
          <th scope="col">
            <span className="hidden">{t('files.remove')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {census.files.map((file) => (
          <tr key={file.id}>
            <th scope="row">{file.name}</th>
            <td className="figure">{formatBytes(file.bytes)}</td>
            <td>
              {layersOf(file.id) === 0 && looking
                ? t('files.looking')
                : t('files.layerCount', { n: layersOf(file.id) })}
            </td>
            <td className="wide-only code quiet" title={file.sha256}>
              {file.sha256.slice(0, 12)}
            </td>
            <td className="figure">
              <Button
                size="small"
                disabled={frozen || remove.isPending}
                aria-label={t('files.remove_named', { name: file.name })}
                onClick={() => remove.mutate(file.id)}
              >
                {t('files.remove')}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const TitleForm = ({ census }: { census: Census }) => {
  const t = useWords()
  const [title, setTitle] = useState(census.title)
  const update = useUpdate(census)
  return (
    <form
      className="title-form"
      onSubmit={(event) => {
        event.preventDefault()
        update.mutate({ title })
      }}
    >
      <Field label={t('files.titleField')}>
        {(id) => (
          <Input id={id} value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
        )}
      </Field>
      <Button
        htmlType="submit"
        loading={update.isPending}
        disabled={title.trim() === '' || title.trim() === census.title}
      >
        {t('files.saveTitle')}
      </Button>
    </form>
  )
}

const Discard = ({ census }: { census: Census }) => {
  const t = useWords()
  const { modal } = App.useApp()
  const navigate = useNavigate()
  const discard = useChange(census.id, () => api.discardCensus({ params: { id: census.id } }), {
    onDone: () => void navigate('/census'),
  })
  const ask = () =>
    modal.confirm({
      title: t('files.discard'),
      content: t('files.discardSure'),
      okText: t('files.discardYes'),
      okButtonProps: { danger: true },
      onOk: () => discard.mutateAsync(undefined),
    })
  return (
    <Button danger onClick={() => void ask()}>
      {t('files.discard')}
    </Button>
  )
}

export const FilesStep = ({ census, uploads }: { census: Census; uploads: Uploads }) => {
  const t = useWords()
  const frozen = isFrozen(census) || isHeavy(census.job)
  return (
    <div className="step-page">
      {census.state === 'discarded' && <p className="waits">{t('files.discarded')}</p>}
      {census.state === 'committed' && <p className="quiet">{t('files.frozen')}</p>}
      {!frozen && <DropZone onFiles={uploads.add} />}
      <UploadList uploads={uploads} />
      {census.files.length > 0 ? (
        <FileTable census={census} frozen={frozen} />
      ) : (
        uploads.items.length === 0 && <p className="quiet">{t('files.none')}</p>
      )}
      {!isFrozen(census) && <TitleForm key={census.title} census={census} />}
      {!isFrozen(census) && (
        <SettingsPart key={JSON.stringify(census.settings)} census={census} frozen={frozen} />
      )}
      {!frozen && <Discard census={census} />}
    </div>
  )
}
