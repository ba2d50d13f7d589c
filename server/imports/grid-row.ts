/** The verdict of one delivered grid row, as far as the row itself can tell (EPSG:4490). What needs its neighbours is asked of the database. Pure. */

import { roundShape } from '../grids/coordinate-step.ts'
import type { SourceRow } from '../readers/source.ts'
import { isReason, type Reason, reason } from '../shared/reasons.ts'
import type { StagedRow } from './batch.ts'
import { readCode } from './code-value.ts'
import { type PlanarGeometry, toEwkbHex } from './ewkb.ts'
import type { GridFields } from './grid-fields.ts'
import type { ParentRule } from './grid-verdict.ts'
import type { GridMapping } from './mapping.ts'
import { fieldOf, valueReader } from './mapping-value.ts'
import type { PositionReader } from './position.ts'
import { readShape } from './shape.ts'
import { readText } from './text-value.ts'
import type { UnitFinder } from './unit-verdict.ts'

export const parentRuleOf = (mapping: GridMapping, depth: number): ParentRule => {
  if (depth === 1) return 'none'
  return mapping.parentPrefix !== undefined || (mapping.parent !== undefined && mapping.parent !== 'auto')
    ? 'field'
    : 'auto'
}

/** On the step of stored coordinates. */
const toMultiPolygon = (geometry: PlanarGeometry): PlanarGeometry | Reason => {
  if (geometry.type === 'MultiPolygon') return roundShape(geometry)
  if (geometry.type === 'Polygon')
    return roundShape({ type: 'MultiPolygon', coordinates: [geometry.coordinates] })
  return reason('geometry_kind', null, { value: geometry.type, expected: 'Polygon, MultiPolygon' })
}

export const gridRowReader = ({
  mapping,
  units,
  crs,
  toPlace,
  depth,
}: {
  mapping: GridMapping
  units: UnitFinder
  crs: string
  toPlace: PositionReader
  depth: number
}) => {
  const rule = parentRuleOf(mapping, depth)
  const parentField = mapping.parent === 'auto' ? undefined : mapping.parent
  const readRawCode = valueReader(mapping.code)
  const readName = valueReader(mapping.name)
  const readUnit = valueReader(mapping.unit)
  const readRawParent = valueReader(parentField)
  const differs = crs !== 'EPSG:4326' && crs !== 'EPSG:4490'

  const readParent = (code: string, row: SourceRow): string | null | Reason => {
    if (rule !== 'field') return null
    if (mapping.parentPrefix !== undefined) return code.slice(0, mapping.parentPrefix)
    const parent = readCode(readRawParent(row), fieldOf(parentField))
    return isReason(parent) && parent.code === 'code_missing'
      ? reason('parent_missing', fieldOf(parentField))
      : parent
  }

  return (row: SourceRow): StagedRow<GridFields> => {
    const { rowNo, geometry, problem, notes = [] } = row
    const refusals: Reason[] = problem ? [problem] : []
    const refuse = <T>(value: T | Reason): T | undefined => {
      if (!isReason(value)) return value
      refusals.push(value)
      return undefined
    }
    const empty = { rowNo, sourceCrs: crs, sourceGeometry: null, geometry: null, notes: [] }
    if (problem) return { ...empty, code: null, fields: { name: '' }, refusals }
    const code = refuse(readCode(readRawCode(row), fieldOf(mapping.code)))
    const name = refuse(readText(readName(row), fieldOf(mapping.name), 200))
    const parentCode = code === undefined ? null : (refuse(readParent(code, row)) ?? null)
    const given = refuse(readText(readUnit(row), fieldOf(mapping.unit), 200)) ?? null
    const unit = refuse(units.find({ code: null, name: null, given }, fieldOf(mapping.unit)))
    const shape = refuse(readShape(geometry, toPlace))
    const polygons = shape && refuse(toMultiPolygon(shape.geometry))
    return {
      ...empty,
      code: code ?? null,
      fields: { name: name ?? code ?? '', parentCode, ...(unit ?? {}) },
      geometry: polygons ? toEwkbHex(polygons, 4490) : null,
      sourceGeometry: shape && differs ? toEwkbHex(shape.source, null) : null,
      refusals,
      notes: [...notes, ...(shape?.notes ?? [])],
    }
  }
}
