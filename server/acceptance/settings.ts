/** By what a delivery is accepted: as set for it, else as the city set it last for another, else as the program comes. Shares of what was inspected; metres. */
import { type Connection, one, rows } from '../db/database.ts'
import { type AcceptanceSettings, acceptanceSettings } from '../shared/acceptance-limits.ts'

/**
 * Positions are the standards' accuracy classes (CJ/T 214, GB/T 30428.2). The shares stand in no table that could be read: they are where calls for tenders
 * usually lie, and each city sets its own.
 */
const DEFAULTS: AcceptanceSettings = {
  sample: { by: 'table' },
  limits: {
    omission: 0.02,
    surplus: 0.02,
    attributes: 0.05,
    positionM: { A: 0.5, B: 1, C: 10 },
  },
  accuracies: {},
}

export type SettingsFound = {
  readonly settings: AcceptanceSettings
  readonly settingsFrom: 'delivery' | 'city' | 'default'
}

export const getAcceptanceSettings = async (db: Connection, censusId: number): Promise<SettingsFound> => {
  const { own, city } = await one<{ own: unknown; city: unknown }>(
    db,
    `select (select z.settings->'acceptance' from census as z where z.id = :censusId::bigint) as own,
            (select z.settings->'acceptance'
               from census as z
              where z.settings->'acceptance' is not null
              order by z.id desc
              limit 1) as city`,
    { censusId },
  )
  if (own !== null) return { settings: acceptanceSettings.parse(own), settingsFrom: 'delivery' }
  if (city !== null) return { settings: acceptanceSettings.parse(city), settingsFrom: 'city' }
  return { settings: DEFAULTS, settingsFrom: 'default' }
}

export const keepAcceptanceSettings = (
  trx: Connection,
  censusId: number,
  settings: AcceptanceSettings,
): Promise<unknown[]> =>
  rows(
    trx,
    `update census as z
        set settings = jsonb_set(z.settings, '{acceptance}', :settings::jsonb)
      where z.id = :censusId::bigint`,
    { censusId, settings: JSON.stringify(settings) },
  )
