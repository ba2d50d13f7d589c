/** Names for what the routes answer with, where the contract itself gives none. */
import type * as registry from '../server/shared/registry.contract.ts'
import type { Answer } from './api.ts'

export type District = Answer<typeof registry.getDistrict>
export type Scheme = Answer<typeof registry.listSchemes>['items'][number]
export type ComponentClass = Answer<typeof registry.listClasses>['items'][number]
export type ComponentItem = Answer<typeof registry.listComponents>['items'][number]
export type ComponentHistory = Answer<typeof registry.getComponentHistory>
export type Bbox = [west: number, south: number, east: number, north: number]
