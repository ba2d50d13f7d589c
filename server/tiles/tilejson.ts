/** TileJSON 3.0 of a layer: where its tiles are, as the caller sees this server, and what is in them. */
import type { z } from 'zod'
import type { Extent } from '../district/district.queries.ts'
import type { tileJson, tileLayer } from '../shared/tiles.contract.ts'

/** From here on the renderer enlarges: a unit of a tile of zoom 16 is 0.13 m at 31° N. */
const DEEPEST_ZOOM = 16

const FIELDS: Record<z.infer<typeof tileLayer>, { id: string; fields: Record<string, string> }[]> = {
  components: [
    {
      id: 'components',
      fields: {
        c: 'class id',
        o: 'owner unit id, or absent',
        m: 'maintaining unit id, or absent',
        p: 'competent unit id, or absent',
        s: 'place in the list of states, from 0; absent is 0',
      },
    },
    { id: 'cells', fields: { n: 'count of components' } },
  ],
  grids: [
    {
      id: 'grids',
      fields: {
        u: 'answering unit id, or absent',
        n: 'count of the level’s grids that this one stands for; absent where it is one of them',
      },
    },
  ],
}

/** `base` is scheme and host without a slash at its end; `search` is carried over as it came, with its question mark. */
export const tileJsonOf = (
  layer: z.infer<typeof tileLayer>,
  { base, search, extent }: { base: string; search: string; extent: Extent | null },
): z.infer<typeof tileJson.response> => ({
  tilejson: '3.0.0',
  tiles: [`${base}/api/tiles/${layer}/{z}/{x}/{y}.mvt${search}`],
  minzoom: 0,
  maxzoom: DEEPEST_ZOOM,
  ...(extent && { bounds: extent }),
  vector_layers: FIELDS[layer],
})
