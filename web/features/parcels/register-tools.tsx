/** The ways into the queue (found from the ground, drawn, out of a file) and out of it (rulings carried out), with what came of each in words. */
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolygonShape } from '../../../server/shared/operations.ts'
import type { findParcels } from '../../../server/shared/parcels.contract.ts'
import { type Answer, api } from '../../api.ts'
import { formatCount, formatM2 } from '../../i18n/formats.ts'
import { CarryOut } from './carry-out.tsx'
import { DrawnForm } from './drawn-form.tsx'
import { ImportForm } from './import-form.tsx'
import { RefusedNote } from './refused-note.tsx'
import type { Level } from './use-level.ts'
import { useQueueDeed } from './use-parcels.ts'
import { useWords } from './words.ts'

export const FoundNote = ({ found, onClose }: { found: Answer<typeof findParcels>; onClose: () => void }) => {
  const t = useWords()
  const general = useTranslation().t
  const n = found.found.length
  return (
    <section className="box found-note" aria-label={t('found.title')} role="status">
      <h2>{t('found.title')}</h2>
      <p>{n > 0 ? t('found.found', { n: formatCount(n) }) : t('found.nothing')}</p>
      {found.kept > 0 && <p>{t('found.kept', { n: formatCount(found.kept) })}</p>}
      {found.withdrawn.length > 0 && (
        <p className="waits">{t('found.withdrawn', { n: formatCount(found.withdrawn.length) })}</p>
      )}
      {found.below > 0 && (
        <p className="quiet">
          {t('found.below', { n: formatCount(found.below), area: formatM2(found.belowM2) })}
        </p>
      )}
      <Button size="small" onClick={onClose}>
        {general('app.close')}
      </Button>
    </section>
  )
}

type Props = {
  level: Level
  wide: boolean
  drawing: boolean
  ring: PolygonShape | null
  onDraw: () => void
  onRing: (ring: PolygonShape | null) => void
  onOpen: (id: number) => void
}

export const RegisterTools = ({ level, wide, drawing, ring, onDraw, onRing, onOpen }: Props) => {
  const t = useWords()
  const [begun, setBegun] = useState<'import' | 'carry' | null>(null)
  const scheme = level.scheme.id
  const { depth } = level.level
  const find = useQueueDeed(() => api.findParcels({ body: { scheme, depth } }))
  return (
    <>
      <div className="tools parcel-tools" role="toolbar" aria-label={t('tools.label')}>
        <Button type="primary" loading={find.isPending} onClick={() => find.mutate(undefined)}>
          {t('tools.find')}
        </Button>
        {wide && (
          <Button disabled={drawing} aria-keyshortcuts="a" onClick={onDraw}>
            {t('tools.draw')} <kbd aria-hidden>A</kbd>
          </Button>
        )}
        <Button disabled={begun === 'import'} onClick={() => setBegun('import')}>
          {t('tools.import')}
        </Button>
        <Button disabled={begun === 'carry'} onClick={() => setBegun('carry')}>
          {t('tools.carry')}
        </Button>
      </div>
      {find.error && <RefusedNote error={find.error} />}
      {find.data && <FoundNote found={find.data} onClose={find.reset} />}
      {ring && (
        <DrawnForm
          ring={ring}
          scheme={scheme}
          depth={depth}
          onCancel={() => onRing(null)}
          onDone={(made) => {
            onRing(null)
            const [first] = made
            if (first !== undefined) onOpen(first)
          }}
        />
      )}
      {begun === 'import' && <ImportForm scheme={scheme} depth={depth} onClose={() => setBegun(null)} />}
      {begun === 'carry' && <CarryOut scheme={scheme} onClose={() => setBegun(null)} />}
    </>
  )
}
