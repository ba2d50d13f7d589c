/** What the server's `registry` events mean for an open page: which answers are out of date, and when everything has to be asked for again. */
import { REGISTRY, type RegistryEntity } from '../../server/shared/endpoint.ts'
import type { RegistryEvent } from '../../server/shared/tiles.contract.ts'

/** `tiles`: those of components that were touched; null: any may be. */
export type RegistryNews = Required<Pick<RegistryEvent, 'version' | 'touched' | 'tiles'>>

const everything = (version: number): RegistryNews => ({ version, touched: REGISTRY, tiles: null })

/**
 * Null where there is nothing to renew. `known` is the version up to which this page has heard, null before it has loaded anything; an event that only
 * opens a connection says how far the registry is, and where that is farther, what happened in between was missed.
 */
export const newsOf = (event: RegistryEvent, known: number | null): RegistryNews | null => {
  const { version, touched, tiles } = event
  if (touched) return { version, touched, tiles: tiles ?? null }
  return known === null || known === version ? null : everything(version)
}

/** First words of the keys of queries whose answers depend on something of the registry. */
const KEYS_OF: Record<RegistryEntity, readonly string[]> = {
  component: ['district', 'classes', 'component', 'components', 'stats', 'lookup', 'units', 'grid', 'search'],
  grid: [
    'district',
    'schemes',
    'grids',
    'grid',
    'component',
    'components',
    'stats',
    'lookup',
    'units',
    'search',
    'changes',
    'change',
    'parcels',
    'parcel',
  ],
  scheme: ['district', 'schemes', 'grids', 'grid', 'component', 'components', 'stats', 'lookup', 'search'],
  unit: ['district', 'units', 'component', 'components', 'grids', 'grid', 'lookup', 'search'],
  class: ['classes', 'component', 'components', 'lookup', 'search'],
  district: ['district', 'lookup'],
}

const isEntity = (word: string): word is RegistryEntity => word in KEYS_OF

export const keysTouched = (touched: readonly string[]): string[] => [
  ...new Set(touched.filter(isEntity).flatMap((entity) => KEYS_OF[entity])),
]
