/** One layer: whether it is taken, what was found and how it is read, everything to be overridden. */
import { Button, Checkbox, Spin } from 'antd'
import type { Census } from '../../../server/shared/census.ts'
import { formatCount } from '../../i18n/formats.ts'
import { CrsPart } from './crs-part.tsx'
import { GeometryPart } from './geometry-part.tsx'
import { LayerNotes } from './layer-notes.tsx'
import { MappingPart } from './mapping-part.tsx'
import type { Layer } from './reading.ts'
import { SampleMap } from './sample-map.tsx'
import { SampleTable } from './sample-table.tsx'
import { useLayerChange } from './use-layer.ts'
import { useWords } from './words.ts'

type Props = { census: Census; layer: Layer; frozen: boolean }
type Change = ReturnType<typeof useLayerChange>

const Head = ({ layer, frozen, change }: { layer: Layer; frozen: boolean; change: Change }) => {
  const t = useWords()
  return (
    <header className="layer-head">
      <h2>{layer.name}</h2>
      <span className="quiet">
        {layer.format} ·{' '}
        {layer.inspection?.count == null
          ? t('reading.countUnknown')
          : t('reading.found', { n: formatCount(layer.inspection.count) })}
      </span>
      <Checkbox
        checked={layer.included}
        disabled={frozen || change.isPending || layer.inspection?.refused != null}
        aria-label={t('reading.include_named', { name: layer.name })}
        onChange={(event) => change.mutate({ included: event.target.checked })}
      >
        {t('reading.include')}
      </Checkbox>
      <span className={layer.reading === null ? 'quiet' : 'proven'}>
        {t(layer.reading === null ? 'reading.proposed' : 'reading.confirmed')}
      </span>
      {layer.reading !== null && !frozen && (
        <Button size="small" disabled={change.isPending} onClick={() => change.mutate({ reading: null })}>
          {t('reading.back')}
        </Button>
      )}
      {change.isPending && (
        <span role="status" className="quiet">
          <Spin size="small" /> {t('reading.saving')}
        </span>
      )}
    </header>
  )
}

export const LayerDetail = ({ census, layer, frozen }: Props) => {
  const t = useWords()
  const change = useLayerChange(census.id, layer.no)
  const { inspection } = layer
  const edit = {
    layer,
    disabled: frozen || change.isPending,
    change: (reading: Layer['reading']) => change.mutate({ reading }),
  }
  if (inspection === null)
    return (
      <p className="state" role="status">
        <Spin size="small" /> {t('reading.waiting')}
      </p>
    )
  return (
    <article className="layer-detail" aria-label={layer.name}>
      <Head layer={layer} frozen={frozen} change={change} />
      <LayerNotes census={census} layer={layer} frozen={frozen || change.isPending} />
      {!inspection.refused && (
        <>
          <div className="parts">
            <CrsPart {...edit} />
            <SampleMap layer={layer} />
          </div>
          <GeometryPart {...edit} />
          <MappingPart edition={census.settings.edition} {...edit} />
          <SampleTable layer={layer} />
        </>
      )}
    </article>
  )
}
