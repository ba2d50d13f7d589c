/** Fourth step: what would change against the registry, in figures, row by row and on the map; what of it is taken. */
import { useMemo, useState } from 'react'
import type { Census } from '../../../server/shared/census.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import { DeclaredPart } from './declared-part.tsx'
import { DifferenceRows } from './difference-rows.tsx'
import { KindsTable } from './kinds-table.tsx'
import { MissingPart } from './missing-part.tsx'
import type { Place } from './places.ts'
import { RowDifference } from './row-difference.tsx'
import { isFrozen, isHeavy } from './steps.ts'
import { useMissing, useRow } from './use-rows.ts'
import { useStepParams } from './use-step-params.ts'
import { useWords } from './words.ts'
import { Workspace } from './workspace.tsx'

export const DifferenceStep = ({ census }: { census: Census }) => {
  const t = useWords()
  const { choices, choose } = useStepParams()
  const frozen = isFrozen(census) || isHeavy(census.job)
  const row = useRow(census.id, choices.row).data ?? null
  const missing = useMissing(census.id, census.counts.missing > 0)
  const [look, setLook] = useState<LonLat | null>(null)
  const more = useMemo(
    () =>
      missing.items.map(
        ({ componentId, point }): Place => ({ rowNo: -componentId, point, kind: 'missing', from: null }),
      ),
    [missing.items],
  )
  return (
    <Workspace
      id={census.id}
      label={t('difference.map')}
      shown={row?.point ?? look}
      marked={row?.point ?? look}
      more={more}
      onRow={(rowNo) => {
        if (rowNo > 0) choose({ row: rowNo })
        else choose({ kind: 'missing', row: null })
      }}
      list={
        <>
          <h2 className="hidden">{t('difference.title')}</h2>
          <KindsTable
            census={census}
            frozen={frozen}
            chosen={choices.kind}
            onChoose={(kind) => choose({ kind, row: null })}
          />
          <p className="quiet list-note">{t('difference.moveLine')}</p>
          <DeclaredPart key={JSON.stringify(census.settings.declared)} census={census} frozen={frozen} />
          {choices.kind === 'missing' ? (
            <MissingPart
              census={census}
              frozen={frozen}
              missing={missing}
              onShow={(point) => {
                choose({ row: null }, 'replace')
                setLook(point)
              }}
            />
          ) : (
            <DifferenceRows census={census} frozen={frozen} />
          )}
        </>
      }
      detail={row && <RowDifference row={row} onClose={() => choose({ row: null })} />}
    />
  )
}
