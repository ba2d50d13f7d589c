/** Names for what the routes answer with, where the contract itself gives none. */
import type { z } from 'zod'
import type { listClasses } from '../server/shared/classes.contract.ts'
import type {
  getComponentHistory,
  listComponents,
  statsComponents,
} from '../server/shared/components.contract.ts'
import type { getDistrict } from '../server/shared/district.contract.ts'
import type { listSchemes } from '../server/shared/grids.contract.ts'
import type { Answer } from './api.ts'

export type District = Answer<typeof getDistrict>
export type Scheme = Answer<typeof listSchemes>['items'][number]
export type ComponentClass = Answer<typeof listClasses>['items'][number]
export type ComponentItem = Answer<typeof listComponents>['items'][number]
export type ComponentHistory = Answer<typeof getComponentHistory>
/** The one filter, as tiles, lists and counts are asked; `at` where not the present is looked at. */
export type ComponentQuery = Pick<
  z.output<typeof statsComponents.query>,
  'class' | 'competent' | 'owner' | 'maintainer' | 'state' | 'confirmation' | 'grid' | 'at'
>
export type Bbox = [west: number, south: number, east: number, north: number]
