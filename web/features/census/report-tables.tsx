/** Tables of the printed report: files by size and hash, layers by how they were read. */
import type { Census } from '../../../server/shared/census.ts'
import { formatBytes, formatCount } from '../../i18n/formats.ts'
import { crsOf, readingOf } from './reading.ts'
import { useWords } from './words.ts'

export const ReportFiles = ({ census }: { census: Census }) => {
  const t = useWords()
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('files.name')}</th>
          <th scope="col" className="figure">
            {t('files.size')}
          </th>
          <th scope="col">{t('files.hash')}</th>
        </tr>
      </thead>
      <tbody>
        {census.files.map((file) => (
          <tr key={file.id}>
            <th scope="row">{file.name}</th>
            <td className="figure">{formatBytes(file.bytes)}</td>
            <td className="hash">{file.sha256}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export const ReportLayers = ({ census }: { census: Census }) => {
  const t = useWords()
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('report.layer')}</th>
          <th scope="col">{t('report.format')}</th>
          <th scope="col" className="figure">
            {t('report.rows')}
          </th>
          <th scope="col">{t('report.encoding')}</th>
          <th scope="col">{t('report.crs')}</th>
        </tr>
      </thead>
      <tbody>
        {census.layers
          .filter(({ included }) => included)
          .map((layer) => (
            <tr key={layer.no}>
              <th scope="row">{layer.name}</th>
              <td>{layer.format}</td>
              <td className="figure">{layer.rows === null ? '' : formatCount(layer.rows)}</td>
              <td>{readingOf(layer).encoding ?? layer.inspection?.encoding?.name}</td>
              <td>{crsOf(layer)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  )
}
