/** One row against the registry, in full: each field before and after, the distance, and the component it is. */
import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from 'react-router'
import type { CensusRow } from '../../../server/shared/census.ts'
import { formatDistance } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { KindMark } from './kind-mark.tsx'
import { targetWords } from './said.ts'
import { useWords } from './words.ts'

const ChangeTable = ({ changes }: Pick<NonNullable<CensusRow['difference']>, 'changes'>) => {
  const t = useWords()
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('difference.change')}</th>
          <th scope="col">{t('difference.before')}</th>
          <th scope="col">{t('difference.after')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ target, before, after }) => (
          <tr key={target}>
            <th scope="row">{targetWords(t, target)}</th>
            <td>
              <del>{before || t('difference.nothing')}</del>
            </td>
            <td>
              <ins>{after || t('difference.nothing')}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export const RowDifference = ({ row, onClose }: { row: CensusRow; onClose: () => void }) => {
  const t = useWords()
  const { difference } = row
  return (
    <article className="row-editor" aria-label={t('row.label', { n: row.rowNo })}>
      <header className="card-head">
        <h2>{t('row.source', { layer: row.layer, n: row.sourceRow })}</h2>
        <Button type="text" icon={<CloseOutlined />} aria-label={t('row.close')} onClick={onClose} />
      </header>
      <p>
        <Code code={row.said.code ?? ''} /> {difference && <KindMark kind={difference.kind} />}
      </p>
      {difference && (
        <>
          <p className="quiet">{t(`kindWords.${difference.kind}`)}</p>
          {difference.distanceM !== null && difference.distanceM > 0 && (
            <p>{t('difference.distance', { distance: formatDistance(difference.distanceM) })}</p>
          )}
          {difference.nearId !== null && (
            <p>
              <Link to={`/?sel=component-${difference.nearId}`}>
                {t('difference.near', { id: difference.nearId })}
              </Link>
            </p>
          )}
          {difference.changes.length > 0 && <ChangeTable changes={difference.changes} />}
        </>
      )}
    </article>
  )
}
