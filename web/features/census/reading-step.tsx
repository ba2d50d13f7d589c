/** Second step: every layer with what was found, one of them in full; then all rows are read. */
import { CheckCircleOutlined, ExclamationCircleOutlined, StopOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useNavigate, useSearchParams } from 'react-router'
import type { Census } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import type { Bbox } from '../../api-types.ts'
import { useDistrict } from '../../app/registry.ts'
import { useWriteWords } from '../../app/use-write-address.ts'
import { formatCount } from '../../i18n/formats.ts'
import { arrowKeys } from '../../ui/arrow-keys.ts'
import { LayerDetail } from './layer-detail.tsx'
import { type Layer, troubleOf } from './reading.ts'
import { stepAddress } from './step-nav.tsx'
import { isFrozen, isHeavy } from './steps.ts'
import { useChange } from './use-census.ts'
import { useWords } from './words.ts'

type LineProps = { layer: Layer; chosen: boolean; extent: Bbox | null; onChoose: () => void }

const LayerLine = ({ layer, chosen, extent, onChoose }: LineProps) => {
  const t = useWords()
  const trouble = troubleOf(layer, extent)
  return (
    <li>
      <button
        type="button"
        className={chosen ? 'row lit' : 'row'}
        aria-current={chosen ? 'true' : undefined}
        onClick={onChoose}
      >
        {trouble !== null ? (
          <ExclamationCircleOutlined
            className={trouble === 'guess' || trouble === 'waiting' ? 'waits' : 'wrong'}
          />
        ) : layer.included ? (
          <CheckCircleOutlined className="proven" />
        ) : (
          <StopOutlined className="quiet" />
        )}
        <span className="row-main">
          <span className="row-wide cut">{layer.name}</span>
          <span className={trouble === null || trouble === 'guess' ? 'quiet' : 'wrong'}>
            {trouble === null
              ? layer.included
                ? layer.inspection?.count != null &&
                  t('reading.found', { n: formatCount(layer.inspection.count) })
                : t('reading.left')
              : t(`reading.trouble.${trouble}`)}
          </span>
        </span>
      </button>
    </li>
  )
}

const ReadAll = ({ census, extent }: { census: Census; extent: Bbox | null }) => {
  const t = useWords()
  const navigate = useNavigate()
  const stage = useChange(census.id, () => api.stageCensus({ params: { id: census.id } }), {
    onDone: () => void navigate(stepAddress(census.id, 'verdicts')),
  })
  const taken = census.layers.filter((layer) => layer.included && layer.inspection?.refused == null)
  const unready = taken.filter((layer) => ['noCrs', 'waiting'].includes(troubleOf(layer, extent) ?? ''))
  return (
    <div className="read-all">
      {taken.length === 0 ? (
        <p className="waits">{t('reading.nothingIncluded')}</p>
      ) : (
        <p className="quiet">{t('reading.readHint', { n: taken.length })}</p>
      )}
      {unready.length > 0 && (
        <p className="wrong">{t('reading.unready', { names: unready.map(({ name }) => name).join(', ') })}</p>
      )}
      <Button
        type="primary"
        loading={stage.isPending}
        disabled={taken.length === 0 || unready.length > 0 || isHeavy(census.job)}
        onClick={() => stage.mutate(undefined)}
      >
        {t(census.counts.total === 0 ? 'reading.readAll' : 'reading.readAgain')}
      </Button>
    </div>
  )
}

export const ReadingStep = ({ census }: { census: Census }) => {
  const t = useWords()
  const [params] = useSearchParams()
  const write = useWriteWords()
  const district = useDistrict()
  const extent = district.data?.extent ?? null
  const { layers } = census
  const asked = Number(params.get('layer'))
  const chosen = layers.find(({ no }) => no === asked) ?? layers[0]
  const frozen = isFrozen(census) || isHeavy(census.job)
  const choose = (no: number) => write({ layer: no }, 'push')
  return (
    <div className="reading">
      <section className="layer-list" aria-label={t('reading.layers')}>
        <p className="quiet">{t('reading.intro')}</p>
        {layers.length === 0 && <p className="waits">{t('reading.noLayers')}</p>}
        <ul className="rows" onKeyDown={arrowKeys}>
          {layers.map((layer) => (
            <LayerLine
              key={layer.no}
              layer={layer}
              chosen={layer.no === chosen?.no}
              extent={extent}
              onChoose={() => choose(layer.no)}
            />
          ))}
        </ul>
        {!isFrozen(census) && <ReadAll census={census} extent={extent} />}
      </section>
      {chosen && <LayerDetail key={chosen.no} census={census} layer={chosen} frozen={frozen} />}
    </div>
  )
}
