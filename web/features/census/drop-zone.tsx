/** Where files are dropped, many at once; a button does the same for keyboards and phones. */
import { InboxOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type DragEvent, useRef, useState } from 'react'
import { type Bundle, bundleFiles } from '../../ui/bundle-files.ts'
import { filesChosen, filesDropped } from '../../ui/dropped-files.ts'
import { useWords } from './words.ts'

export const DropZone = ({ onFiles }: { onFiles: (bundles: readonly Bundle[]) => void }) => {
  const t = useWords()
  const input = useRef<HTMLInputElement>(null)
  // Entering a child leaves the parent: only the number of both tells whether files are above the zone.
  const depth = useRef(0)
  const [over, setOver] = useState(false)
  const enter = (event: DragEvent, by: number) => {
    event.preventDefault()
    depth.current += by
    setOver(depth.current > 0)
  }
  return (
    <section
      className={over ? 'drop-zone over' : 'drop-zone'}
      aria-label={t('files.title')}
      onDragEnter={(event) => enter(event, 1)}
      onDragLeave={(event) => enter(event, -1)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        depth.current = 0
        setOver(false)
        void filesDropped(event.dataTransfer).then((files) => onFiles(bundleFiles(files)))
      }}
    >
      <InboxOutlined aria-hidden className="drop-icon" />
      <p>{over ? t('files.dropNow') : t('files.drop')}</p>
      <Button type="primary" onClick={() => input.current?.click()}>
        {t('files.choose')}
      </Button>
      <p className="quiet">{t('files.hint')}</p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-hidden
        tabIndex={-1}
        onChange={(event) => {
          onFiles(bundleFiles(filesChosen(event.target.files ?? [])))
          event.target.value = ''
        }}
      />
    </section>
  )
}
