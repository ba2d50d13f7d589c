/**
 * GDAL as WebAssembly in a process of its own: it blocks while it works, keeps its memory, and holds one job at a time; it sees the folder of the file
 * and the folder it writes into, and no network. Asked by its one argument, a GdalJob as JSON; answers by one message.
 */
import { createRequire } from 'node:module'

export type GdalJob = {
  /** Of the package, where its parts lie; the process is started in it, because GDAL finds them by relative path only. */
  readonly module: string
  readonly file: string
  /** `convert` null: only tells what layers there are. */
  readonly convert: { readonly part: string | null; readonly folder: string; readonly name: string } | null
  readonly env: Readonly<Record<string, string>>
}
export type GdalLayer = {
  readonly name: string
  readonly count: number | null
  readonly fields: readonly string[]
  /** Well-known text; null where the layer names none. */
  readonly wkt: string | null
}
export type GdalAnswer =
  | { readonly layers: readonly GdalLayer[]; readonly written: string | null }
  | { readonly failed: string }

type Info = {
  readonly layers?: readonly {
    readonly name: string
    readonly featureCount?: number
    readonly fields?: readonly { readonly name: string }[]
    readonly geometryFields?: readonly { readonly coordinateSystem?: { readonly wkt?: string } }[]
  }[]
}
type Dataset = object
type Gdal = {
  open(file: string): Promise<{ datasets: Dataset[]; errors: unknown[] }>
  ogrinfo(dataset: Dataset, options: string[]): Promise<Info>
  ogr2ogr(dataset: Dataset, options: string[], name: string): Promise<{ real: string }>
}
type InitGdal = (config: object) => Promise<Gdal>

const readLayers = ({ layers = [] }: Info): GdalLayer[] =>
  layers.map(({ name, featureCount, fields = [], geometryFields = [] }) => ({
    name,
    count: featureCount ?? null,
    fields: fields.map((field) => field.name),
    wkt: geometryFields[0]?.coordinateSystem?.wkt ?? null,
  }))

/** Without a CRS the coordinates are written as they are: GeoJSONSeq would convert them, and know no datum shift. */
const CONVERT = ['-f', 'GeoJSONSeq', '-a_srs', 'NONE', '-lco', 'COORDINATE_PRECISION=11', '-lco', 'RS=NO']

const work = async ({ module, file, convert, env }: GdalJob): Promise<GdalAnswer> => {
  const init = createRequire(import.meta.url)(module) as InitGdal
  const said: string[] = []
  const gdal = await init({
    path: '.',
    useWorker: false,
    ...(convert === null ? {} : { dest: convert.folder }),
    env,
    logHandler: () => undefined,
    errorHandler: (line: string) => said.push(line),
  })
  const [dataset] = (await gdal.open(file)).datasets
  if (dataset === undefined) return { failed: said.join(' ').slice(0, 300) || 'it cannot be opened' }
  const layers = readLayers(await gdal.ogrinfo(dataset, ['-so', '-al']))
  if (convert === null) return { layers, written: null }
  const part = convert.part === null ? [] : [convert.part]
  const { real } = await gdal.ogr2ogr(dataset, [...CONVERT, ...part], convert.name)
  return { layers, written: real }
}

const answer = (message: GdalAnswer): void => {
  process.send?.(message, () => process.exit())
}

// Whoever started it may have ended.
process.on('disconnect', () => process.exit())
work(JSON.parse(process.argv[2] ?? '') as GdalJob).then(answer, (error: unknown) =>
  answer({ failed: error instanceof Error ? error.message : JSON.stringify(error) }),
)
