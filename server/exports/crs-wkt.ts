/**
 * The well-known text of a reference system, as .prj files have it (the names that ESRI gave the CGCS2000 zones) and as GeoPackage has it (OGC 01-009).
 */
import { type Cgcs2000Zone, cgcs2000Zone } from '../shared/cgcs2000-zones.ts'

type Dialect = 'esri' | 'ogc'
type Projected = {
  /** By dialect: ESRI's, and the EPSG register's. */
  readonly names: Readonly<Record<Dialect, string>>
  readonly base: 'EPSG:4490' | 'EPSG:4326'
  readonly centralMeridian: number
  readonly falseEasting: number
  readonly falseNorthing: number
  readonly scale: number
}

const GEOGRAPHIC = {
  'EPSG:4490': {
    esri: 'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
    ogc: 'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4490"]]',
  },
  'EPSG:4326': {
    esri: 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
    ogc: 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]',
  },
} as const

const WEB_MERCATOR = {
  esri: `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",${GEOGRAPHIC['EPSG:4326'].esri},PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]`,
  ogc: `PROJCS["WGS 84 / Pseudo-Mercator",${GEOGRAPHIC['EPSG:4326'].ogc},PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1],AUTHORITY["EPSG","3857"]]`,
} as const

const gaussKruger = ({ width, zone, centralMeridian, isPrefixed }: Cgcs2000Zone): Projected => ({
  names: {
    esri: `CGCS2000_${width === 3 ? '3_Degree_' : ''}GK_${isPrefixed ? `Zone_${zone}` : `CM_${centralMeridian}E`}`,
    ogc: `CGCS2000 / ${width === 3 ? '3-degree ' : ''}Gauss-Kruger ${isPrefixed ? `zone ${zone}` : `CM ${centralMeridian}E`}`,
  },
  base: 'EPSG:4490',
  centralMeridian,
  falseEasting: (isPrefixed ? zone : 0) * 1e6 + 500_000,
  falseNorthing: 0,
  scale: 1,
})

const utm = (zone: number, south: boolean): Projected => ({
  names: {
    esri: `WGS_1984_UTM_Zone_${zone}${south ? 'S' : 'N'}`,
    ogc: `WGS 84 / UTM zone ${zone}${south ? 'S' : 'N'}`,
  },
  base: 'EPSG:4326',
  centralMeridian: zone * 6 - 183,
  falseEasting: 500_000,
  falseNorthing: south ? 10_000_000 : 0,
  scale: 0.9996,
})

const projectedOf = (crs: string, code: number): Projected | null => {
  const zone = cgcs2000Zone(crs)
  if (zone) return gaussKruger(zone)
  if (code > 32_600 && code <= 32_660) return utm(code - 32_600, false)
  if (code > 32_700 && code <= 32_760) return utm(code - 32_700, true)
  return null
}

const real = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value))

const writeProjected = (system: Projected, code: number, dialect: Dialect): string => {
  const { names, base, centralMeridian, falseEasting, falseNorthing, scale } = system
  if (dialect === 'ogc')
    return `PROJCS["${names.ogc}",${GEOGRAPHIC[base].ogc},PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",${centralMeridian}],PARAMETER["scale_factor",${scale}],PARAMETER["false_easting",${falseEasting}],PARAMETER["false_northing",${falseNorthing}],UNIT["metre",1],AUTHORITY["EPSG","${code}"]]`
  const projection = base === 'EPSG:4490' ? 'Gauss_Kruger' : 'Transverse_Mercator'
  return `PROJCS["${names.esri}",${GEOGRAPHIC[base].esri},PROJECTION["${projection}"],PARAMETER["False_Easting",${real(falseEasting)}],PARAMETER["False_Northing",${real(falseNorthing)}],PARAMETER["Central_Meridian",${real(centralMeridian)}],PARAMETER["Scale_Factor",${real(scale)}],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
}

/** Null for systems that have no such text: GCJ-02 and BD-09. */
export const crsWkt = (crs: string, dialect: Dialect): string | null => {
  if (crs === 'EPSG:4490' || crs === 'EPSG:4326') return GEOGRAPHIC[crs][dialect]
  if (crs === 'EPSG:3857') return WEB_MERCATOR[dialect]
  const code = Number(/^EPSG:(\d+)$/.exec(crs)?.[1] ?? Number.NaN)
  const system = projectedOf(crs, code)
  return system && writeProjected(system, code, dialect)
}
