/** The whole interface on one screen: each address, who may call it, and the handler that answers. */
import compression from 'compression'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import { createAccountRoute, listAccountsRoute, updateAccountRoute } from './accounts/accounts.routes.ts'
import { listAuditRoute } from './accounts/audit.routes.ts'
import { authenticate } from './accounts/authenticate.ts'
import { createApiKeyRoute, listApiKeysRoute, revokeApiKeyRoute } from './accounts/keys.routes.ts'
import { sameOrigin } from './accounts/same-origin.ts'
import { changePasswordRoute, getSessionRoute, signInRoute, signOutRoute } from './accounts/session.routes.ts'
import { signInLimit } from './accounts/sign-in-limit.ts'
import { listClassesRoute, listEditionsRoute } from './classes/classes.routes.ts'
import {
  getComponentHistoryRoute,
  getComponentRoute,
  listComponentsRoute,
} from './components/components.routes.ts'
import { getDistrictRoute } from './district/district.routes.ts'
import { NotFound } from './errors.ts'
import { getGridRoute, listGridsRoute, listSchemesRoute } from './grids/grids.routes.ts'
import { healthRoute, readyRoute } from './health/health.routes.ts'
import { clientFiles } from './http/client-files.ts'
import { errorHandler } from './http/error-handler.ts'
import { openApiDocument } from './http/openapi.ts'
import { openApiPage } from './http/openapi-page.ts'
import { requestLog } from './http/request-log.ts'
import { open, type Route, type Services, serve } from './http/route.ts'
import { lookupRoute } from './lookup/lookup.routes.ts'
import { createReportRoute, getReportRoute, listReportsRoute } from './reports/reports.routes.ts'
import { signIn } from './shared/accounts.contract.ts'
import { openApi } from './shared/health.contract.ts'
import { statsComponentsRoute } from './stats/stats.routes.ts'
import { componentTileRoute, gridTileRoute, tileJsonRoute } from './tiles/tiles.routes.ts'
import { getUnitRoute, listUnitsRoute } from './units/units.routes.ts'
import { PROGRAM_VERSION } from './version.ts'

const openApiRoute = open(openApi, async () => openApiDocument(ROUTES, PROGRAM_VERSION))

export const ROUTES: readonly Route[] = [
  healthRoute,
  readyRoute,
  openApiRoute,
  signInRoute,
  getSessionRoute,
  signOutRoute,
  changePasswordRoute,
  listAccountsRoute,
  createAccountRoute,
  updateAccountRoute,
  listApiKeysRoute,
  createApiKeyRoute,
  revokeApiKeyRoute,
  listAuditRoute,
  lookupRoute,
  createReportRoute,
  listReportsRoute,
  getReportRoute,
  getDistrictRoute,
  listSchemesRoute,
  listGridsRoute,
  getGridRoute,
  listEditionsRoute,
  listClassesRoute,
  listUnitsRoute,
  getUnitRoute,
  listComponentsRoute,
  getComponentRoute,
  getComponentHistoryRoute,
  statsComponentsRoute,
  tileJsonRoute,
  componentTileRoute,
  gridTileRoute,
]

/** Tile workers come as blobs, antd writes styles; nothing else may come from anywhere but here. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    'default-src': ["'self'"],
    'script-src': ["'self'"],
    'worker-src': ["'self'", 'blob:'],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  },
}

const isStream = (contentType: unknown): boolean => String(contentType).startsWith('text/event-stream')
/** The compression library's list of media types does not know vector tiles. */
const isTile = (contentType: unknown): boolean => contentType === 'application/vnd.mapbox-vector-tile'

/** `sessions` gives requests their session; it is opened and closed with the server because it has connections of its own. */
export const createApp = (services: Services, sessions: RequestHandler): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('trust proxy', services.config.trustProxy)
  app.use(requestLog(services.log))
  app.use(
    helmet({
      contentSecurityPolicy: CONTENT_SECURITY_POLICY,
      strictTransportSecurity: services.config.trustProxy > 0,
    }),
  )
  app.use(
    compression({
      filter: (request, response) =>
        isTile(response.get('Content-Type')) ||
        (!isStream(response.get('Content-Type')) && compression.filter(request, response)),
    }),
  )
  app.use('/api', sameOrigin(services.config.publicUrl), sessions, authenticate(services))
  app.post(signIn.path, signInLimit())
  app.use(express.json({ limit: '1mb' }))
  for (const route of ROUTES) {
    const method = route.endpoint.method.toLowerCase() as 'get' | 'post' | 'patch' | 'delete'
    app[method](route.endpoint.path, serve(services, route))
  }
  app.get('/api', openApiPage(ROUTES, PROGRAM_VERSION))
  app.use(clientFiles())
  app.use((request) => {
    throw new NotFound('no_such_address', `There is nothing at ${request.path}.`)
  })
  app.use(errorHandler(services.log))
  return app
}
