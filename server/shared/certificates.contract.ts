/** Endpoints of certificates (覆盖证明): that a level covers the level above at an instant, and whether that can be computed anew. Areas in m². */
import { z } from 'zod'
import { asOf, endpoint, id, idParam, lonLat, paging } from './endpoint.ts'
import { gridRef, levelRef, schemeRef } from './grids.contract.ts'
import { tolerances } from './proof.ts'

export const coverFigures = z.object({
  /** Of the grid that is covered, or of all divided ones of the level above. */
  parentAreaM2: z.number(),
  /** Of the ground of it that at least one grid holds. */
  unionAreaM2: z.number(),
  /** Pieces above the tolerances; `toleratedM2` sums the others. */
  gapAreaM2: z.number(),
  gaps: z.number().int(),
  widestGapM: z.number(),
  overlapAreaM2: z.number(),
  overlaps: z.number().int(),
  toleratedM2: z.number(),
  invalid: z.number().int(),
  grids: z.number().int(),
  /** Grids of the level above that are not divided: they count as no gap. */
  undivided: z.number().int(),
})
export type CoverFigures = z.infer<typeof coverFigures>

/** Shares of the parent's area. */
export const coverRates = z.object({
  /** Ground without a gap. */
  geometric: z.number(),
  /** Ground of grids for which a unit answers, their own or inherited, and orphan ground that a village has claimed or was given. */
  assigned: z.number(),
  /** The same without what is in custody only, and without what is claimed and not ruled on. */
  accepted: z.number(),
})
export const figures = coverFigures.extend({
  /** Ground of grids for which no unit answers. */
  unansweredM2: z.number(),
  /** Orphan ground that a village has claimed or was given, not in force yet; and of it, what was accepted. */
  claimedM2: z.number(),
  acceptedM2: z.number(),
  custodyM2: z.number(),
  rates: coverRates,
})
export type Figures = z.infer<typeof figures>

export const certificate = z.object({
  id,
  number: z.string(),
  scheme: schemeRef,
  level: levelRef,
  parent: gridRef.nullable(),
  at: z.string(),
  /** No gap, no overlap, nothing invalid. */
  clean: z.boolean(),
  figures,
  tolerances,
  metricSrid: z.number().int(),
  /**
   * SHA-256, hexadecimal, over the SHA-256 of each line, first the grids covered, then the grids of the level, each by code (by bytes). A line is the JSON text
   * `["code", "parent's code"]` (`["code", null]` without parent) as PostgreSQL writes it, a line feed, and the shape as WKB, little-endian.
   */
  hash: z.string(),
  by: z.string(),
  madeAt: z.string(),
})
export type Certificate = z.infer<typeof certificate>

const ROOT = '/api/certificates'

export const listCertificates = endpoint({
  method: 'GET',
  path: ROOT,
  summary: 'Certificates, the newest first',
  query: z.object({ scheme: z.coerce.number<string>().int().positive().optional(), ...paging }),
  response: z.object({ items: z.array(certificate), total: z.number().int(), next: z.string().nullable() }),
})
export const createCertificate = endpoint({
  method: 'POST',
  path: ROOT,
  summary:
    'Measures how a level covers a grid above it, or all of the level above, at an instant, and keeps it',
  body: z.strictObject({
    scheme: id,
    depth: z.number().int().min(2).max(6),
    parent: id.optional(),
    at: asOf,
  }),
  response: certificate,
  status: 201,
})
export const getCertificate = endpoint({
  method: 'GET',
  path: `${ROOT}/:id`,
  summary: 'One certificate',
  params: idParam,
  response: certificate,
})
export const recompute = z.object({
  hash: z.string(),
  figures,
  sameHash: z.boolean(),
  /** Names of figures that differ by more than rounding. */
  different: z.array(z.string()),
  same: z.boolean(),
})
export type Recomputed = z.infer<typeof recompute>
export const recomputeCertificate = endpoint({
  method: 'GET',
  path: `${ROOT}/:id/recompute`,
  summary: 'Computes a certificate anew from the register as of its instant',
  params: idParam,
  response: recompute,
})

/** Rings of a polygon and of its holes, one after the other: what an odd number of them surrounds is inside. */
const rings = z.array(z.array(lonLat))
const fault = z.object({
  areaM2: z.number(),
  widthM: z.number(),
  /** West, south, east, north. */
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  rings,
})
export const certificateMap = z.object({
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** The grids that are covered. */
  covered: z.array(rings),
  /** The grids of the level; none where they are too many for a sheet of paper. */
  grids: z.array(rings),
  gridsLeftOut: z.number().int(),
  /** Those that count, the largest first. */
  gaps: z.array(fault),
  gapsLeftOut: z.number().int(),
  overlaps: z.array(fault),
  overlapsLeftOut: z.number().int(),
})
export type CertificateMap = z.infer<typeof certificateMap>

export const getCertificateMap = endpoint({
  method: 'GET',
  path: `${ROOT}/:id/map`,
  summary:
    'What a certificate speaks of, to be drawn on a sheet of paper: vertices lie on a lattice of two thousandths of the sheet, so that neighbours still share them',
  params: idParam,
  response: certificateMap,
})
