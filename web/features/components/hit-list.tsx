/** Several components under the pointer: a list, nearest first. Arrow keys move, Enter opens, Esc closes. */
import { useTranslation } from 'react-i18next'
import type { ComponentClass } from '../../api-types.ts'
import { nameIn } from '../../i18n/formats.ts'
import { ClassDisc } from '../../map/class-disc.tsx'
import type { Hit } from '../../map/picking.ts'
import { arrowKeys } from '../../ui/arrow-keys.ts'
import { Code } from '../../ui/code.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { useComponent } from './component-card.tsx'

type Props = {
  hits: readonly Hit[]
  classes: ReadonlyMap<number, ComponentClass>
  at: string | null
  onChoose: (id: number) => void
}

const Row = ({
  hit,
  cls,
  at,
  onChoose,
}: { hit: Hit; cls: ComponentClass | undefined } & Omit<Props, 'hits' | 'classes'>) => {
  const language = useLanguage()
  const { data } = useComponent(hit.id, at)
  return (
    <li>
      <button type="button" className="row" onClick={() => onChoose(hit.id)}>
        {cls && <ClassDisc cls={cls} />}
        <span className="row-main">
          <span>{cls ? nameIn(language, cls) : ''}</span>
          {data ? <Code code={data.code} /> : <span className="quiet">…</span>}
          <span className="quiet">{data?.roles.maintainer?.unit?.name ?? ''}</span>
        </span>
      </button>
    </li>
  )
}

/** Each row asks for its card; beyond this many the reader should zoom in. */
const MOST_ROWS = 60

export const HitList = ({ hits, classes, at, onChoose }: Props) => {
  const { t } = useTranslation()
  return (
    <>
      <header className="card-head">
        <h2>{t('map.hits', { n: hits.length })}</h2>
      </header>
      <p className="quiet">{t('map.hitsHint')}</p>
      <ul className="rows" onKeyDown={arrowKeys}>
        {hits.slice(0, MOST_ROWS).map((hit) => (
          <Row key={hit.id} hit={hit} cls={classes.get(hit.classId)} at={at} onChoose={onChoose} />
        ))}
      </ul>
      {hits.length > MOST_ROWS && (
        <p className="quiet">{t('map.hitsMore', { n: hits.length - MOST_ROWS })}</p>
      )}
    </>
  )
}
