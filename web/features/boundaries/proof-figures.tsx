/** What was measured level by level, and with which tolerances. */
import type { Change } from '../../../server/shared/boundaries.ts'
import type { Proof } from '../../../server/shared/proof.ts'
import { formatCount, formatM2, nameIn } from '../../i18n/formats.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { formatWidth } from './figures.ts'
import { useWords } from './words.ts'

export const ProofFigures = ({ proof, levels }: { proof: Proof; levels: Change['levels'] }) => {
  const t = useWords()
  const language = useLanguage()
  const { tolerances } = proof
  return (
    <details className="fold">
      <summary>{t('proof.title')}</summary>
      {proof.levels.map((level) => {
        const named = levels.find(({ depth }) => depth === level.depth)
        return (
          <dl key={level.depth} className="facts proof-level">
            <div>
              <dt>{t('proof.level')}</dt>
              <dd>
                <strong>{named ? nameIn(language, named) : level.depth}</strong>{' '}
                {t('proof.grids', { n: formatCount(level.grids) })}
              </dd>
            </div>
            <div>
              <dt>{t('proof.parents')}</dt>
              <dd className="code">{formatM2(level.parentAreaM2)}</dd>
            </div>
            <div>
              <dt>{t('proof.union')}</dt>
              <dd className="code">{formatM2(level.unionAreaM2)}</dd>
            </div>
            <div>
              <dt>{t('proof.gap')}</dt>
              <dd className={`code ${level.gapAreaM2 > 0 ? 'wrong' : 'proven'}`}>
                {formatM2(level.gapAreaM2)}
                {level.widestGapM > 0 && ` · ${t('issues.wide', { width: formatWidth(level.widestGapM) })}`}
              </dd>
            </div>
            <div>
              <dt>{t('proof.overlap')}</dt>
              <dd className={`code ${level.overlapAreaM2 > 0 ? 'wrong' : 'proven'}`}>
                {formatM2(level.overlapAreaM2)}
              </dd>
            </div>
            {level.outsideAreaM2 > 0 && (
              <div>
                <dt>{t('proof.outside')}</dt>
                <dd className="code wrong">{formatM2(level.outsideAreaM2)}</dd>
              </div>
            )}
            {level.undivided > 0 && (
              <div>
                <dt>{t('proof.undivided')}</dt>
                <dd className="code">{formatCount(level.undivided)}</dd>
              </div>
            )}
          </dl>
        )
      })}
      <p className="quiet small">
        {t('proof.tolerances', {
          area: formatM2(tolerances.areaM2),
          width: formatWidth(tolerances.widthM),
          node: formatWidth(tolerances.nodeM),
          sliver: formatWidth(tolerances.sliverM),
          srid: proof.metricSrid,
        })}
      </p>
    </details>
  )
}
