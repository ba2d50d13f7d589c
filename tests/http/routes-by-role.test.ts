/** Every route with every role, signed out included. What is expected is written here by hand: a new route needs a line. */
import { beforeAll, expect, test } from 'vitest'
import { ROUTES } from '../../server/app.ts'
import { ACCOUNT_ROLES, type AccountRole } from '../../server/shared/words.ts'
import { makeRegistry } from '../support/registry-fixture.ts'
import { useServer } from '../support/server.ts'

const ADMINISTRATOR: readonly AccountRole[] = ['administrator']
const DISPATCHERS: readonly AccountRole[] = ['administrator', 'dispatcher']
const REPORTERS: readonly AccountRole[] = ['administrator', 'surveyor', 'reviewer', 'dispatcher']

const SURVEYORS: readonly AccountRole[] = ['administrator', 'surveyor']
const INSPECTORS: readonly AccountRole[] = ['administrator', 'surveyor', 'reviewer']
const REVIEWERS: readonly AccountRole[] = ['administrator', 'reviewer']
const ACCEPTERS: readonly AccountRole[] = ['administrator', 'reviewer']

const MAY: Record<string, 'everyone' | 'signed in' | readonly AccountRole[]> = {
  'GET /health': 'everyone',
  'GET /ready': 'everyone',
  'GET /api/openapi.json': 'everyone',
  'POST /api/session': 'everyone',
  'GET /api/session': 'everyone',
  'DELETE /api/session': 'everyone',
  'POST /api/session/password': 'signed in',
  'GET /api/accounts': ADMINISTRATOR,
  'POST /api/accounts': ADMINISTRATOR,
  'PATCH /api/accounts/:id': ADMINISTRATOR,
  'GET /api/keys': 'signed in',
  'POST /api/keys': 'signed in',
  'DELETE /api/keys/:id': 'signed in',
  'GET /api/audit': ADMINISTRATOR,
  'GET /api/district': 'signed in',
  'GET /api/schemes': 'signed in',
  'GET /api/grids': 'signed in',
  'GET /api/grids/difference': 'signed in',
  'GET /api/grids/:id': 'signed in',
  'GET /api/grids/:id/lineage': 'signed in',
  'GET /api/editions': 'signed in',
  'GET /api/classes': 'signed in',
  'GET /api/units': 'signed in',
  'GET /api/units/:id': 'signed in',
  'GET /api/components': 'signed in',
  'GET /api/components/:id': 'signed in',
  'GET /api/components/:id/history': 'signed in',
  'GET /api/exports/components': 'signed in',
  'GET /api/exports/grids': 'signed in',
  'GET /api/stats/components': 'signed in',
  'GET /api/tiles/:layer.json': 'signed in',
  'GET /api/tiles/components/:z/:x/:y.mvt': 'signed in',
  'GET /api/tiles/grids/:z/:x/:y.mvt': 'signed in',
  'GET /api/search': 'signed in',
  'GET /api/events': 'signed in',
  'GET /api/lookup': 'signed in',
  'POST /api/lookup': 'signed in',
  'GET /api/imports': INSPECTORS,
  'POST /api/imports': SURVEYORS,
  'GET /api/imports/:id': INSPECTORS,
  'PATCH /api/imports/:id': SURVEYORS,
  'DELETE /api/imports/:id': SURVEYORS,
  'POST /api/imports/:id/files': SURVEYORS,
  'DELETE /api/imports/:id/files/:fileId': SURVEYORS,
  'PATCH /api/imports/:id/layers/:no': SURVEYORS,
  'POST /api/imports/:id/stage': SURVEYORS,
  'POST /api/imports/:id/judge': SURVEYORS,
  'POST /api/imports/:id/commit': SURVEYORS,
  'POST /api/imports/:id/undo': SURVEYORS,
  'POST /api/imports/:id/pause': SURVEYORS,
  'POST /api/imports/:id/resume': SURVEYORS,
  'POST /api/imports/:id/cancel': SURVEYORS,
  'GET /api/imports/:id/rows': SURVEYORS,
  'PATCH /api/imports/:id/rows/:rowNo': SURVEYORS,
  'GET /api/imports/:id/places': SURVEYORS,
  'POST /api/imports/:id/decisions': SURVEYORS,
  'GET /api/imports/:id/missing': SURVEYORS,
  'GET /api/imports/:id/quarantine.:format': SURVEYORS,
  'POST /api/imports/:id/fixes': SURVEYORS,
  'DELETE /api/import-templates/:name': SURVEYORS,
  'GET /api/imports/:id/acceptance': INSPECTORS,
  'PUT /api/imports/:id/acceptance/settings': ACCEPTERS,
  'POST /api/imports/:id/acceptance/samples': ACCEPTERS,
  'GET /api/imports/:id/acceptance/components': INSPECTORS,
  'PUT /api/imports/:id/acceptance/components/:no': INSPECTORS,
  'GET /api/imports/:id/acceptance/undelivered': INSPECTORS,
  'PUT /api/imports/:id/acceptance/undelivered/:key': INSPECTORS,
  'DELETE /api/imports/:id/acceptance/undelivered/:key': INSPECTORS,
  'GET /api/imports/:id/acceptance/sheet.:format': INSPECTORS,
  'POST /api/imports/:id/acceptance/sheet': INSPECTORS,
  'POST /api/imports/:id/acceptance/decision': ACCEPTERS,
  'GET /api/changes': 'signed in',
  'GET /api/changes/:id': 'signed in',
  'GET /api/changes/:id/faces': 'signed in',
  'GET /api/changes/:id/proof': 'signed in',
  'POST /api/changes/:id/comments': 'signed in',
  'PUT /api/changes/:id/presence': 'signed in',
  'GET /api/changes/:id/coverages': 'signed in',
  'GET /api/changes/:id/coverages/:coverage/rows': 'signed in',
  'GET /api/schemes/:id/proof': 'signed in',
  'POST /api/changes': REVIEWERS,
  'PATCH /api/changes/:id': REVIEWERS,
  'DELETE /api/changes/:id': REVIEWERS,
  'POST /api/changes/:id/operations': REVIEWERS,
  'POST /api/changes/:id/undo': REVIEWERS,
  'POST /api/changes/:id/redo': REVIEWERS,
  'POST /api/changes/:id/replay': REVIEWERS,
  'GET /api/changes/:id/impact': REVIEWERS,
  'POST /api/changes/:id/submit': REVIEWERS,
  'POST /api/changes/:id/withdraw': REVIEWERS,
  'POST /api/changes/:id/approve': REVIEWERS,
  'POST /api/changes/:id/reject': REVIEWERS,
  'POST /api/changes/:id/reopen': REVIEWERS,
  'POST /api/changes/:id/coverages': REVIEWERS,
  'DELETE /api/changes/:id/coverages/:coverage': REVIEWERS,
  'PUT /api/schemes/:id/tolerances': ADMINISTRATOR,
  'PUT /api/schemes/:id/waivers/:issue': REVIEWERS,
  'DELETE /api/schemes/:id/waivers/:issue': REVIEWERS,
  'POST /api/parcels/carry-out': REVIEWERS,
  'GET /api/parcels': 'signed in',
  'POST /api/parcels': REVIEWERS,
  'POST /api/parcels/find': REVIEWERS,
  'POST /api/parcels/import': REVIEWERS,
  'GET /api/parcels/:id': 'signed in',
  'POST /api/parcels/:id/claims': REVIEWERS,
  'POST /api/parcels/:id/claims/:claimId/withdraw': REVIEWERS,
  'POST /api/parcels/:id/claims/:claimId/objections': REVIEWERS,
  'POST /api/parcels/:id/claims/:claimId/objections/:objectionId/withdraw': REVIEWERS,
  'POST /api/parcels/:id/rulings': REVIEWERS,
  'POST /api/parcels/:id/evidence': REVIEWERS,
  'GET /api/parcels/:id/evidence/:evidenceId': REVIEWERS,
  'GET /api/meetings': 'signed in',
  'POST /api/meetings': REVIEWERS,
  'GET /api/meetings/:id': 'signed in',
  'POST /api/meetings/:id/parcels/:parcelId/present': REVIEWERS,
  'POST /api/meetings/:id/parcels/:parcelId/sign': REVIEWERS,
  'POST /api/meetings/:id/parcels/:parcelId/defer': REVIEWERS,
  'POST /api/meetings/:id/close': REVIEWERS,
  'GET /api/meetings/:id/minutes': 'signed in',
  'GET /api/certificates': 'signed in',
  'POST /api/certificates': REVIEWERS,
  'GET /api/certificates/:id': 'signed in',
  'GET /api/certificates/:id/map': 'signed in',
  'GET /api/certificates/:id/recompute': 'signed in',
  'POST /api/reports': REPORTERS,
  'GET /api/reports': DISPATCHERS,
  'GET /api/reports/:id': DISPATCHERS,
}

/** What stands in a path. Bodies and queries are left out: who may call is decided before they are read. */
const SAMPLES: Record<string, string> = {
  id: '1',
  layer: 'components',
  z: '0',
  x: '0',
  y: '0',
  fileId: '1',
  no: '1',
  rowNo: '1',
  format: 'csv',
  name: 'x',
  key: 'one',
  claimId: '1',
  objectionId: '1',
  evidenceId: '1',
  parcelId: '1',
  coverage: '1',
  issue: 'one',
}

const server = useServer()
const keys = new Map<AccountRole | 'no role' | 'signed out', string>()

const nameOf = ({ endpoint }: (typeof ROUTES)[number]): string => `${endpoint.method} ${endpoint.path}`
const sampleOf = (path: string): string =>
  path.replace(/:([a-zA-Z]+)/g, (_, name: string) => SAMPLES[name] ?? `no sample for ${name}`)

type Outcome = 'sign in first' | 'role refused' | 'let in'
const expectedOf = (route: string, caller: AccountRole | 'no role' | 'signed out'): Outcome => {
  const may = MAY[route]
  if (may === 'everyone') return 'let in'
  if (caller === 'signed out') return 'sign in first'
  if (may === 'signed in') return 'let in'
  return caller !== 'no role' && may?.includes(caller) ? 'let in' : 'role refused'
}

const outcomeOf = async (route: string, bearer: string): Promise<Outcome | string> => {
  const [method = '', path = ''] = route.split(' ')
  const answer = await server().send(method, sampleOf(path), bearer === '' ? {} : { bearer })
  if (answer.status === 401) return 'sign in first'
  const role = answer.status === 403 && (await answer.json()).error.code === 'role_required'
  if (!answer.bodyUsed) await answer.body?.cancel()
  if (role) return 'role refused'
  return answer.status < 500 ? 'let in' : `failed with ${answer.status}`
}

beforeAll(async () => {
  await makeRegistry(server().db, 200)
  await server().followed()
  // Account 1 and key 1, on which the samples work, are nobody's of those who ask.
  await server().as(null)
  keys.set('signed out', '')
  keys.set('no role', (await server().as(null)).bearer)
  for (const role of ACCOUNT_ROLES) keys.set(role, (await server().as(role)).bearer)
})

test('every route has its line here, and every line its route', () => {
  expect(ROUTES.map(nameOf).sort()).toEqual(Object.keys(MAY).sort())
})

test.each(ROUTES.map(nameOf))('%s', async (route) => {
  for (const [caller, bearer] of keys) {
    const outcome = await outcomeOf(route, bearer)
    expect({ caller, outcome }).toEqual({ caller, outcome: expectedOf(route, caller) })
  }
})
