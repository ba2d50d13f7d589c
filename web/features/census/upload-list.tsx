/** Files that are on their way: how far each is, what went wrong, and a way to stop. */
import { Button, Progress } from 'antd'
import { ApiError } from '../../api.ts'
import { useSaidWords } from './said.ts'
import type { Upload, Uploads } from './use-uploads.ts'
import { useWords } from './words.ts'

const Line = ({ upload, uploads }: { upload: Upload; uploads: Uploads }) => {
  const t = useWords()
  const said = useSaidWords()
  const { key, bundle, state, share, error } = upload
  const why = error instanceof ApiError && error.status === 413 ? t('files.large') : said(error)
  return (
    <li className="upload">
      <span className="upload-name">{bundle.name}</span>
      {state === 'failed' ? (
        <span className="wrong" role="alert">
          {t('files.failed', { why })}
        </span>
      ) : (
        <Progress
          className="upload-bar"
          percent={Math.round(share * 100)}
          size="small"
          aria-label={t('files.sending', { name: bundle.name })}
        />
      )}
      {state === 'waiting' && <span className="quiet">{t('files.waiting')}</span>}
      {state === 'failed' && (
        <Button size="small" onClick={() => uploads.again(key)}>
          {t('files.again')}
        </Button>
      )}
      <Button
        size="small"
        aria-label={t('files.stop_named', { name: bundle.name })}
        onClick={() => uploads.drop(key)}
      >
        {t(state === 'failed' ? 'files.drop_one' : 'files.stop')}
      </Button>
    </li>
  )
}

export const UploadList = ({ uploads }: { uploads: Uploads }) =>
  uploads.items.length === 0 ? null : (
    <ul className="uploads">
      {uploads.items.map((upload) => (
        <Line key={upload.key} upload={upload} uploads={uploads} />
      ))}
    </ul>
  )
