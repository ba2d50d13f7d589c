/** Bytes of a vector tile: MVT 2.1, extent 4096, integer attributes only; an attribute whose value is 0 is left out. */
import type { LegacyTile } from 'geojson-vt'
import { PbfWriter } from 'pbf'

export const EXTENT = 4096

/** `commands` is the feature's geometry as the specification encodes it. */
type Feature = {
  readonly id: number | undefined
  readonly kind: 1 | 2 | 3
  readonly commands: number[]
  readonly attributes: Readonly<Record<string, number>>
}

const MOVE_TO = 1
const LINE_TO = 2
const CLOSE_PATH = 7
const command = (kind: number, count: number): number => (count << 3) | kind
const zigzag = (n: number): number => (n << 1) ^ (n >> 31)

/** Rings come closed; the closing position is said by the command instead. */
const ringCommands = (rings: readonly (readonly [number, number][])[]): number[] => {
  const commands: number[] = []
  let [penX, penY] = [0, 0]
  for (const ring of rings) {
    const open = ring.slice(0, -1)
    for (const [n, [x, y]] of open.entries()) {
      if (n === 0) commands.push(command(MOVE_TO, 1))
      if (n === 1) commands.push(command(LINE_TO, open.length - 1))
      commands.push(zigzag(x - penX), zigzag(y - penY))
      penX = x
      penY = y
    }
    commands.push(command(CLOSE_PATH, 1))
  }
  return commands
}

/** Keys and values of a layer are written once and named by their place. */
const numbered = <T>(): { place(value: T): number; all(): T[] } => {
  const places = new Map<T, number>()
  return {
    place(value) {
      const known = places.get(value)
      if (known !== undefined) return known
      places.set(value, places.size)
      return places.size - 1
    },
    all: () => [...places.keys()],
  }
}

const writeLayer = (layer: { name: string; features: readonly Feature[] }, pbf: PbfWriter): void => {
  const keys = numbered<string>()
  const values = numbered<number>()
  pbf.writeVarintField(15, 2)
  pbf.writeStringField(1, layer.name)
  pbf.writeVarintField(5, EXTENT)
  for (const feature of layer.features) {
    pbf.writeMessage(
      2,
      ({ id, kind, commands, attributes }: Feature, out: PbfWriter) => {
        const said = Object.entries(attributes).filter(([, value]) => value !== 0)
        if (id !== undefined) out.writeVarintField(1, id)
        if (said.length > 0)
          out.writePackedVarint(
            2,
            said.flatMap(([key, value]) => [keys.place(key), values.place(value)]),
          )
        out.writeVarintField(3, kind)
        out.writePackedVarint(4, commands)
      },
      feature,
    )
  }
  for (const key of keys.all()) pbf.writeStringField(3, key)
  for (const value of values.all())
    pbf.writeMessage(4, (n: number, out: PbfWriter) => out.writeVarintField(5, n), value)
}

const encodeLayer = (name: string, features: readonly Feature[]): Uint8Array => {
  const pbf = new PbfWriter()
  pbf.writeMessage(3, writeLayer, { name, features })
  return pbf.finish()
}

/** Feature id = grid; `u` the answering unit. */
export const encodeGridTile = (tile: LegacyTile): Uint8Array =>
  encodeLayer(
    'grids',
    tile.features.flatMap((feature) =>
      feature.type === 3
        ? [
            {
              id: Number(feature.id),
              kind: 3 as const,
              commands: ringCommands(feature.geometry),
              attributes: { u: Number(feature.tags?.u ?? 0) },
            },
          ]
        : [],
    ),
  )
