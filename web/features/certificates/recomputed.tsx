/** What came out when a certificate was computed anew: plainly whether hash and figures are the same, and which are not. */
import { Alert } from 'antd'
import type { Certificate, Recomputed } from '../../../server/shared/certificates.contract.ts'
import { formatFigure, isFigureName } from './figures.ts'
import { useWords } from './words.ts'

export const RecomputedNote = ({ certificate, now }: { certificate: Certificate; now: Recomputed }) => {
  const t = useWords()
  const different = now.different.filter(isFigureName)
  return (
    <section className="recomputed no-print" aria-label={t('again.title')}>
      <Alert
        type={now.same ? 'success' : 'error'}
        role="status"
        showIcon
        title={t(now.same ? 'again.same' : 'again.differs')}
        description={
          <ul>
            <li>
              {t(now.sameHash ? 'again.sameHash' : 'again.otherHash')}{' '}
              <span className="code hash">{now.hash}</span>
            </li>
            <li>
              {now.different.length === 0
                ? t('again.sameFigures')
                : t('again.otherFigures', { n: now.different.length })}
            </li>
          </ul>
        }
      />
      {different.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('again.figure')}</th>
              <th scope="col" className="figure">
                {t('again.was')}
              </th>
              <th scope="col" className="figure">
                {t('again.is')}
              </th>
            </tr>
          </thead>
          <tbody>
            {different.map((name) => (
              <tr key={name}>
                <th scope="row">{t(`figure.${name}`)}</th>
                <td className="figure">{formatFigure(certificate.figures, name)}</td>
                <td className="figure">{formatFigure(now.figures, name)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
