/** One certificate: its sheet, and over it what can be done with it: print it, compute it anew. */
import { PrinterOutlined, RedoOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import type { Certificate } from '../../../server/shared/certificates.contract.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import '../../ui/paper.css'
import { CertificateSheet } from './certificate-sheet.tsx'
import './certificates.css'
import { RecomputedNote } from './recomputed.tsx'
import { useCertificate, useRecompute } from './use-certificates.ts'
import { useWords } from './words.ts'

const Tools = ({ certificate }: { certificate: Certificate }) => {
  const t = useWords()
  const again = useRecompute(certificate.id)
  return (
    <>
      <p className="tools no-print">
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t('certificate.print')}
        </Button>
        <Button icon={<RedoOutlined />} loading={again.isPending} onClick={() => again.mutate()}>
          {t('again.button')}
        </Button>
        <span className="quiet">{t('certificate.printHint')}</span>
      </p>
      {again.error && <ErrorNote error={again.error} onRetry={() => again.mutate()} />}
      {again.data && <RecomputedNote certificate={certificate} now={again.data} />}
    </>
  )
}

const Opened = ({ id }: { id: number }) => {
  const t = useWords()
  const { data: certificate, error, refetch } = useCertificate(id)
  const number = certificate?.number
  useEffect(() => {
    document.title = `${number ?? t('list.title')} · Gridbook`
  }, [t, number])
  return (
    <>
      <h1 className="no-print">
        {t('certificate.title')} <span className="code">{number}</span>
      </h1>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {certificate ? (
        <>
          <Tools certificate={certificate} />
          <CertificateSheet certificate={certificate} />
        </>
      ) : (
        !error && <Loading />
      )}
    </>
  )
}

export const CertificatePage = () => {
  const t = useWords()
  const id = Number(useParams().id)
  return (
    <main className="admin sheet-page" id="content">
      <p className="no-print">
        <Link to="/boundaries/certificates">{t('list.back')}</Link>
      </p>
      <Opened key={id} id={id} />
    </main>
  )
}
