/** Names for what the routes answer with, where the contract itself gives none. */
import type { listClasses } from '../server/shared/classes.contract.ts'
import type { getComponentHistory, listComponents } from '../server/shared/components.contract.ts'
import type { getDistrict } from '../server/shared/district.contract.ts'
import type { listSchemes } from '../server/shared/grids.contract.ts'
import type { Answer } from './api.ts'

export type District = Answer<typeof getDistrict>
export type Scheme = Answer<typeof listSchemes>['items'][number]
export type ComponentClass = Answer<typeof listClasses>['items'][number]
export type ComponentItem = Answer<typeof listComponents>['items'][number]
export type ComponentHistory = Answer<typeof getComponentHistory>
export type Bbox = [west: number, south: number, east: number, north: number]
