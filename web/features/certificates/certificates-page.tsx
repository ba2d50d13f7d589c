/** All certificates, the newest first, of one scheme where the address says so; and the making of one. */
import { PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useEffect, useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { Certificate } from '../../../server/shared/certificates.contract.ts'
import { useSchemes } from '../../app/registry.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { useWriteWords } from '../../app/use-write-address.ts'
import { formatCount, formatMoment, nameIn } from '../../i18n/formats.ts'
import { BoundaryNav } from '../../ui/boundary-nav.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import './certificates.css'
import { formatRate, RATES } from './figures.ts'
import { NewCertificate } from './new-certificate.tsx'
import { useCertificates } from './use-certificates.ts'
import { useWords } from './words.ts'

export const CleanMark = ({ clean }: Pick<Certificate, 'clean'>) => {
  const t = useWords()
  return <span className={`pill ${clean ? 'proven' : 'wrong'}`}>{t(clean ? 'clean' : 'unclean')}</span>
}

const Row = ({ item }: { item: Certificate }) => {
  const t = useWords()
  const language = useLanguage()
  const { scheme, level, parent } = item
  return (
    <li>
      <Link
        className="row certificate-row"
        to={`/boundaries/certificates/${item.id}`}
        aria-label={t('list.open', { number: item.number })}
      >
        <strong className="code">{item.number}</strong>
        <CleanMark clean={item.clean} />
        <span>
          {t('list.of', { scheme: nameIn(language, scheme), level: nameIn(language, level) })}
          {' · '}
          {parent ? parent.name || parent.code : t('list.whole')}
        </span>
        <span className="quiet">
          {RATES.map((rate) => `${t(`rate.${rate}`)} ${formatRate(item.figures.rates[rate])}`).join(' · ')}
        </span>
        <span className="quiet">
          {t('list.at', { at: formatMoment(item.at) })} · {t('list.by', { by: item.by })}
        </span>
      </Link>
    </li>
  )
}

const Certificates = () => {
  const t = useWords()
  const language = useLanguage()
  const navigate = useNavigate()
  const write = useWriteWords()
  const said = Number(useSearchParams()[0].get('scheme'))
  const scheme = Number.isSafeInteger(said) && said > 0 ? said : null
  const [begun, setBegun] = useState(false)
  const mayMake = hasRole(useAccount(), 'reviewer', 'administrator')
  const schemes = useSchemes().data?.items ?? []
  const { items, total, error, isPending, refetch, hasNextPage, fetchNextPage } = useCertificates(scheme)
  return (
    <>
      {mayMake && (
        <p className="tools">
          <Button type="primary" icon={<PlusOutlined />} disabled={begun} onClick={() => setBegun(true)}>
            {t('list.new')}
          </Button>
        </p>
      )}
      {begun && (
        <NewCertificate
          onCancel={() => setBegun(false)}
          onDone={(id) => void navigate(`/boundaries/certificates/${id}`)}
        />
      )}
      <p className="certificate-filters">
        <Select
          allowClear
          aria-label={t('list.filterScheme')}
          placeholder={t('list.anyScheme')}
          value={scheme}
          options={schemes.map((one) => ({ value: one.id, label: nameIn(language, one) }))}
          onChange={(chosen) => write({ scheme: chosen ?? null }, 'push')}
        />
        {!isPending && (
          <span className="quiet" role="status">
            {t('list.total', { n: formatCount(total) })}
          </span>
        )}
      </p>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {!isPending && !error && items.length === 0 && !begun && (
        <p className="quiet">{t(mayMake ? 'list.empty' : 'list.emptyForbidden')}</p>
      )}
      <ul className="rows certificate-list">
        {items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>{t('list.more')}</Button>}
    </>
  )
}

export const CertificatesPage = () => {
  const t = useWords()
  useEffect(() => {
    document.title = `${t('list.title')} · Gridbook`
  }, [t])
  return (
    <main className="admin" id="content">
      <BoundaryNav />
      <h1>{t('list.title')}</h1>
      <p className="quiet">{t('list.intro')}</p>
      <Certificates />
    </main>
  )
}
