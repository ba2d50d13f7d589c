/** A button that asks for one sheet, CSV or XLSX, and hands it on. */
import { Button } from 'antd'
import { type ReactNode, useRef } from 'react'

type Props = { loading: boolean; onFile: (file: File) => void; children: ReactNode }

export const SendBackButton = ({ loading, onFile, children }: Props) => {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button loading={loading} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-hidden
        tabIndex={-1}
        accept=".csv,.xlsx"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file) onFile(file)
          // The same file again is a change again.
          event.target.value = ''
        }}
      />
    </>
  )
}
