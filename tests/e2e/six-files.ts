/** One delivery of street lamps as firms bring it: six files in six formats, in degrees and in the metres of two zones, one of whose names its own points contradict. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { serialize } from 'flatgeobuf/lib/mjs/geojson.js'
import proj4 from 'proj4'
import type { ComponentItem } from '../../web/api-types.ts'
import { makeZip } from '../support/archive.ts'
import { makeGeoPackage, pointBlob } from '../support/make-geopackage.ts'
import { makeXlsx, textRows } from '../support/make-xlsx.ts'
import { GBK, makeDbf, makeShp, pointShape } from '../support/shapefile.ts'

export type Given = { readonly name: string; readonly bytes: Buffer }

/** CGCS2000, 3° zone 40: with its number before the easting, and without. */
const toZone40 = proj4(
  '+proj=longlat +ellps=GRS80 +no_defs',
  '+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=40500000 +y_0=0 +ellps=GRS80 +units=m +no_defs',
)
const metresOf = ([lon, lat]: readonly [number, number]): [number, number] => {
  const [x = 0, y = 0] = toZone40.forward([lon, lat])
  return [x, y]
}
/** The zone beside the right one, as somebody chose it in a list: 3° west of where the lamps stand. */
const WRONG_ZONE =
  'PROJCS["CGCS2000_3_Degree_GK_CM_117E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'

const STATES: Record<string, string> = {
  intact: '完好',
  damaged: '破损',
  missing: '丢失',
  abandoned: '废弃',
  removed: '移除',
  unknown: '',
}
const INTACT_GBK = Buffer.from('cdeabac3', 'hex')
const THREE_GBK = Buffer.from('c8fd', 'hex')

/** Components as they stand, in zone 40 with its number. */
export const csvInMetres = (components: readonly ComponentItem[]): string => {
  const lines = components.map(({ code, class: { nameZh }, point }) => {
    const [x, y] = metresOf(point)
    return [code, nameZh, x.toFixed(4), y.toFixed(4)].join(',')
  })
  return ['ObjID,ObjName,x,y', ...lines].join('\n')
}

/** Twenty lamps as they stand, but for one that is broken now, one that stands 20 m farther, one whose state is no word, and a new one. */
const sheetOf = (lamps: readonly ComponentItem[]): Given => {
  const lines = lamps.map((lamp, n) => {
    const [lon, lat] = lamp.point
    const state = n === 0 ? '破损' : n === 2 ? '很好' : STATES[lamp.state]
    const [x, y] = metresOf([lon, n === 1 ? lat + 0.0002 : lat])
    return [lamp.code, lamp.class.nameZh, state, x.toFixed(4), y.toFixed(4)].join(',')
  })
  const [first] = lamps
  if (!first) throw new Error('the demo has no lamps')
  const [x, y] = metresOf([first.point[0] + 0.0005, first.point[1]])
  const fresh = `${first.code.slice(0, -6)}999999,${first.class.nameZh},完好,${x.toFixed(4)},${y.toFixed(4)}`
  return {
    name: '路灯一.csv',
    bytes: Buffer.from(['ObjID,ObjName,灯况,x,y', ...lines, fresh].join('\n')),
  }
}

const featuresOf = (lamps: readonly ComponentItem[]) => ({
  type: 'FeatureCollection' as const,
  features: lamps.map((lamp) => ({
    type: 'Feature' as const,
    geometry: { type: 'Point' as const, coordinates: [...lamp.point] },
    properties: { ObjID: lamp.code, ObjName: lamp.class.nameZh, ObjState: STATES[lamp.state] ?? '' },
  })),
})

/** GBK inside and in the archive's names, no .cpg; intact lamps only. */
const shapefileOf = (lamps: readonly ComponentItem[]): Given => {
  const dbf = makeDbf(
    [
      { name: 'ObjID', type: 'C', length: 20 },
      { name: 'ObjName', type: 'C', length: 20 },
      { name: 'ObjState', type: 'C', length: 10 },
    ],
    lamps.map(({ code }) => ({ values: [code, GBK.lamp, INTACT_GBK] })),
  )
  const { shp, shx } = makeShp(
    1,
    lamps.map(({ point }) => {
      const [x, y] = metresOf(point)
      return pointShape([x - 40_000_000, y])
    }),
  )
  const stem = Buffer.concat([GBK.lamp, THREE_GBK])
  const parts = { shp, shx, dbf, prj: Buffer.from(WRONG_ZONE) }
  const entries = Object.entries(parts).map(([ending, bytes]) => ({
    name: Buffer.concat([stem, Buffer.from(`.${ending}`)]),
    bytes,
  }))
  return { name: '路灯三.zip', bytes: makeZip(entries) }
}

/** A title over the headers, which are in Chinese. */
const workbookOf = async (folder: string, lamps: readonly ComponentItem[]): Promise<Given> => {
  const head = ['部件标识码', '部件名称', '部件状态', '经度', '纬度']
  const lines = lamps.map(({ code, point: [lon, lat] }) => [code, '路灯', '完好', lon, lat])
  const rows = textRows([['越溪街道路灯普查表'], head, ...lines])
  const file = await makeXlsx(path.join(folder, '四.xlsx'), { sheets: [{ name: '路灯', rows }] })
  return { name: '路灯四.xlsx', bytes: await readFile(file) }
}

const geopackageOf = async (folder: string, lamps: readonly ComponentItem[]): Promise<Given> => {
  const file = makeGeoPackage(
    path.join(folder, '五.gpkg'),
    (db) => {
      for (const { code, point } of lamps)
        db.run('insert into t (ObjID, ObjName, ObjState, geom) values (?, ?, ?, ?)', [
          code,
          '路灯',
          '完好',
          pointBlob(...point),
        ])
    },
    { columns: 'ObjID text, ObjName text, ObjState text' },
  )
  return { name: '路灯五.gpkg', bytes: await readFile(file) }
}

/** Of 26 lamps in any state and 13 that are intact: 40 rows, of which one is new. */
export const sixFiles = async (
  folder: string,
  some: readonly ComponentItem[],
  intact: readonly ComponentItem[],
): Promise<Given[]> => [
  sheetOf(some.slice(0, 20)),
  {
    name: '路灯二.geojson',
    bytes: Buffer.from(JSON.stringify(featuresOf(some.slice(20, 26)))),
  },
  shapefileOf(intact.slice(0, 4)),
  await workbookOf(folder, intact.slice(4, 7)),
  await geopackageOf(folder, intact.slice(7, 10)),
  { name: '路灯六.fgb', bytes: Buffer.from(serialize(featuresOf(intact.slice(10, 13)), 4490)) },
]
