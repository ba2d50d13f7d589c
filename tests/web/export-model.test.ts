import { expect, test } from 'vitest'
import { cgcs2000Zone } from '../../server/shared/cgcs2000-zones.ts'
import { CRS_NAMES, toLonLat } from '../../server/shared/crs.ts'
import { exportComponents } from '../../server/shared/exports.contract.ts'
import { exportAddress, FIRST_CHOICES } from '../../web/features/components/export-model.ts'
import { systemsFor } from '../../web/ui/export-systems.ts'

const queryOf = (address: string) =>
  exportComponents.query.parse(Object.fromEntries(new URL(address, 'http://x').searchParams))

test('the address asks the server for what was chosen, and for nothing that the format does not have', () => {
  const filter = { class: [3, 5], state: ['damaged' as const], at: '2026-01-31' }
  const view = { bbox: [120.1, 31.2, 120.3, 31.4] as [number, number, number, number], lang: 'en' as const }
  const choices = {
    ...FIRST_CHOICES,
    encoding: 'gb18030' as const,
    geometry: 'wkt' as const,
    crs: 'EPSG:4549',
  }
  const address = exportAddress(filter, { ...choices, format: 'csv' }, view)
  expect(queryOf(address)).toMatchObject({
    format: 'csv',
    class: [3, 5],
    state: ['damaged'],
    bbox: view.bbox,
    crs: 'EPSG:4549',
    encoding: 'gb18030',
    geometry: 'wkt',
    lang: 'en',
  })
  expect(exportAddress(filter, { ...choices, format: 'geojson' }, view)).not.toMatch(/encoding|geometry/)
  expect(exportAddress({}, FIRST_CHOICES, { bbox: null, lang: 'zh' })).toBe(
    '/api/exports/components?format=xlsx&crs=EPSG%3A4490&names=own&geometry=xy&lang=zh',
  )
})

test('the district’s own zones are offered first, every system once', () => {
  const { usual, others } = systemsFor(120.62)
  expect(usual).toEqual(['EPSG:4490', 'EPSG:4326', 'EPSG:4549', 'EPSG:4528', 'GCJ-02', 'BD-09'])
  expect([...usual, ...others].sort()).toEqual([...CRS_NAMES].sort())
  expect(systemsFor(-71.1).usual).toEqual(['EPSG:4490', 'EPSG:4326', 'GCJ-02', 'BD-09'])
})

test('what a zone is called is where its middle lies', () => {
  const zones = CRS_NAMES.flatMap((crs) => {
    const zone = cgcs2000Zone(crs)
    return zone ? [{ crs, ...zone }] : []
  })
  expect(zones).toHaveLength(64)
  for (const { crs, zone, isPrefixed, centralMeridian } of zones) {
    const [lon] = toLonLat(crs, [(isPrefixed ? zone * 1e6 : 0) + 500_000, 3_400_000]) ?? []
    expect([crs, lon]).toEqual([crs, expect.closeTo(centralMeridian, 9)])
  }
})
