/** The whole interface on one screen: each address, who may call it, its declaration, and the handler that answers. */

import express, { type Express } from 'express'
import {
  answerDecideAcceptance,
  answerDrawSample,
  answerGetAcceptance,
  answerSetAcceptance,
} from './acceptance/acceptance.routes.ts'
import { ACCEPTERS, INSPECTORS } from './acceptance/acceptance-rights.ts'
import {
  answerListSampled,
  answerListUndelivered,
  answerRecordResult,
  answerRecordUndelivered,
  answerRemoveUndelivered,
} from './acceptance/results.routes.ts'
import { answerFieldSheet, answerSendSheet } from './acceptance/sheet.routes.ts'
import { answerCreateAccount, answerListAccounts, answerUpdateAccount } from './accounts/accounts.routes.ts'
import { answerListAudit } from './accounts/audit.routes.ts'
import { authenticate } from './accounts/authenticate.ts'
import { answerCreateApiKey, answerListApiKeys, answerRevokeApiKey } from './accounts/keys.routes.ts'
import { REVIEWERS } from './accounts/reviewers.ts'
import { sameOrigin } from './accounts/same-origin.ts'
import {
  answerChangePassword,
  answerGetSession,
  answerSignIn,
  answerSignOut,
} from './accounts/session.routes.ts'
import type { Sessions } from './accounts/session.ts'
import { signInLimit } from './accounts/sign-in-limit.ts'
import {
  answerAddComment,
  answerAddOperation,
  answerCreateChange,
  answerGetChange,
  answerListChanges,
  answerListFaces,
  answerProveChange,
  answerRedoOperation,
  answerReplayOperations,
  answerTellPresence,
  answerUndoOperation,
  answerUpdateChange,
} from './boundaries/changes.routes.ts'
import {
  answerAddCoverage,
  answerListCoverageRows,
  answerListCoverages,
  answerRemoveCoverage,
} from './boundaries/coverage/coverages.routes.ts'
import {
  answerApproveChange,
  answerDiscardChange,
  answerGetImpact,
  answerProveScheme,
  answerRejectChange,
  answerReopenChange,
  answerRevokeWaiver,
  answerSetTolerances,
  answerSubmitChange,
  answerWaiveIssue,
  answerWithdrawChange,
} from './boundaries/review.routes.ts'
import {
  answerCreateCensus,
  answerDiscardCensus,
  answerGetCensus,
  answerListCensuses,
  answerUpdateCensus,
} from './census/census.routes.ts'
import { SURVEYORS } from './census/census-rights.ts'
import { answerDecideRows, answerListMissing } from './census/difference/decisions.routes.ts'
import { answerAddCensusFile, answerRemoveCensusFile } from './census/files.routes.ts'
import {
  answerCancelJob,
  answerCommitCensus,
  answerJudgeAgain,
  answerPauseJob,
  answerResumeJob,
  answerStageCensus,
  answerUndoCensus,
} from './census/jobs/jobs.routes.ts'
import { answerUpdateLayer } from './census/layers.routes.ts'
import { answerQuarantineFile, answerSendFixes } from './census/quarantine/quarantine.routes.ts'
import { answerCensusPlaces, answerFixCensusRow, answerListCensusRows } from './census/rows.routes.ts'
import { answerForgetTemplate } from './census/templates/templates.routes.ts'
import {
  answerCreateCertificate,
  answerGetCertificate,
  answerGetCertificateMap,
  answerListCertificates,
  answerRecomputeCertificate,
} from './certificates/certificates.routes.ts'
import { answerListClasses, answerListEditions } from './classes/classes.routes.ts'
import {
  answerGetComponent,
  answerGetComponentHistory,
  answerListComponents,
} from './components/components.routes.ts'
import { answerGetDistrict } from './district/district.routes.ts'
import { NotFound } from './errors.ts'
import { answerEvents } from './events/events.routes.ts'
import { answerExportComponents, answerExportGrids } from './exports/exports.routes.ts'
import {
  answerCompareGrids,
  answerGetGrid,
  answerGetLineage,
  answerListGrids,
  answerListSchemes,
} from './grids/grids.routes.ts'
import { answerHealth, answerReady } from './health/health.routes.ts'
import { clientFiles } from './http/client-files.ts'
import { compressed } from './http/compressed.ts'
import { errorHandler } from './http/error-handler.ts'
import { openApiDocument } from './http/openapi.ts'
import { openApiPage } from './http/openapi-page.ts'
import { requestLog } from './http/request-log.ts'
import { type OpenHandler, type Route, route, type Services, serve } from './http/route.ts'
import { securityHeaders } from './http/security-headers.ts'
import { answerLookup } from './lookup/lookup.routes.ts'
import { answerLookupMany, lookupManyBodies } from './lookup/lookup-many.routes.ts'
import {
  answerAddEvidence,
  answerClaimParcel,
  answerGetEvidence,
  answerObjectToClaim,
  answerRuleParcel,
  answerWithdrawClaim,
  answerWithdrawObjection,
} from './parcels/claims.routes.ts'
import {
  answerCloseMeeting,
  answerCreateMeeting,
  answerDeferParcel,
  answerGetMeeting,
  answerGetMinutes,
  answerListMeetings,
  answerPresentParcel,
  answerSignParcel,
} from './parcels/meetings.routes.ts'
import {
  answerCarryOutRulings,
  answerDrawParcel,
  answerFindParcels,
  answerGetParcel,
  answerImportParcels,
  answerListParcels,
} from './parcels/parcels.routes.ts'
import { REPORT_READERS, REPORTERS } from './reports/report-rights.ts'
import { answerCreateReport, answerGetReport, answerListReports } from './reports/reports.routes.ts'
import { answerSearch } from './search/search.routes.ts'
import * as acceptance from './shared/acceptance.contract.ts'
import * as accounts from './shared/accounts.contract.ts'
import * as boundaries from './shared/boundaries.contract.ts'
import * as census from './shared/census.contract.ts'
import * as censusRows from './shared/census-rows.contract.ts'
import * as certificates from './shared/certificates.contract.ts'
import * as classes from './shared/classes.contract.ts'
import * as components from './shared/components.contract.ts'
import * as coverages from './shared/coverages.contract.ts'
import * as district from './shared/district.contract.ts'
import * as exports from './shared/exports.contract.ts'
import * as grids from './shared/grids.contract.ts'
import * as health from './shared/health.contract.ts'
import * as lookup from './shared/lookup.contract.ts'
import * as meetings from './shared/meetings.contract.ts'
import * as parcels from './shared/parcels.contract.ts'
import * as search from './shared/search.contract.ts'
import * as tiles from './shared/tiles.contract.ts'
import * as units from './shared/units.contract.ts'
import { answerStatsComponents } from './stats/stats.routes.ts'
import { answerComponentTile, answerGridTile, answerTileJson } from './tiles/tiles.routes.ts'
import { answerGetUnit, answerListUnits } from './units/units.routes.ts'
import { PROGRAM_VERSION } from './version.ts'

const ADMINISTRATORS = ['administrator'] as const
/** Who may read a list of components may also take it away as a file. */
const COMPONENT_READERS = 'signed in' as const

const answerOpenApi: OpenHandler<typeof health.openApi> = async () => openApiDocument(ROUTES, PROGRAM_VERSION)

export const ROUTES: readonly Route[] = [
  route('GET /health', 'everyone', health.health, answerHealth),
  route('GET /ready', 'everyone', health.ready, answerReady),
  route('GET /api/openapi.json', 'everyone', health.openApi, answerOpenApi),

  route('POST /api/session', 'everyone', accounts.signIn, answerSignIn),
  route('GET /api/session', 'everyone', accounts.getSession, answerGetSession),
  route('DELETE /api/session', 'everyone', accounts.signOut, answerSignOut),
  route('POST /api/session/password', 'signed in', accounts.changePassword, answerChangePassword),
  route('GET /api/keys', 'signed in', accounts.listApiKeys, answerListApiKeys),
  route('POST /api/keys', 'signed in', accounts.createApiKey, answerCreateApiKey),
  route('DELETE /api/keys/:id', 'signed in', accounts.revokeApiKey, answerRevokeApiKey),
  route('GET /api/accounts', ADMINISTRATORS, accounts.listAccounts, answerListAccounts),
  route('POST /api/accounts', ADMINISTRATORS, accounts.createAccount, answerCreateAccount),
  route('PATCH /api/accounts/:id', ADMINISTRATORS, accounts.updateAccount, answerUpdateAccount),
  route('GET /api/audit', ADMINISTRATORS, accounts.listAudit, answerListAudit),

  route('GET /api/district', 'signed in', district.getDistrict, answerGetDistrict),
  route('GET /api/schemes', 'signed in', grids.listSchemes, answerListSchemes),
  route('GET /api/grids', 'signed in', grids.listGrids, answerListGrids),
  route('GET /api/grids/difference', 'signed in', grids.compareGrids, answerCompareGrids),
  route('GET /api/grids/:id', 'signed in', grids.getGrid, answerGetGrid),
  route('GET /api/grids/:id/lineage', 'signed in', grids.getLineage, answerGetLineage),
  route('GET /api/editions', 'signed in', classes.listEditions, answerListEditions),
  route('GET /api/classes', 'signed in', classes.listClasses, answerListClasses),
  route('GET /api/units', 'signed in', units.listUnits, answerListUnits),
  route('GET /api/units/:id', 'signed in', units.getUnit, answerGetUnit),
  route('GET /api/components', COMPONENT_READERS, components.listComponents, answerListComponents),
  route('GET /api/components/:id', 'signed in', components.getComponent, answerGetComponent),
  route(
    'GET /api/components/:id/history',
    'signed in',
    components.getComponentHistory,
    answerGetComponentHistory,
  ),
  route('GET /api/exports/components', COMPONENT_READERS, exports.exportComponents, answerExportComponents),
  route('GET /api/exports/grids', 'signed in', exports.exportGrids, answerExportGrids),
  route('GET /api/stats/components', 'signed in', components.statsComponents, answerStatsComponents),

  route('GET /api/search', 'signed in', search.search, answerSearch),
  route('GET /api/lookup', 'signed in', lookup.lookup, answerLookup),
  route('POST /api/lookup', 'signed in', lookup.lookupMany, answerLookupMany),
  route('GET /api/tiles/:layer.json', 'signed in', tiles.tileJson, answerTileJson),
  route('GET /api/tiles/components/:z/:x/:y.mvt', 'signed in', tiles.componentTile, answerComponentTile),
  route('GET /api/tiles/grids/:z/:x/:y.mvt', 'signed in', tiles.gridTile, answerGridTile),

  route('GET /api/imports', INSPECTORS, census.listCensuses, answerListCensuses),
  route('POST /api/imports', SURVEYORS, census.createCensus, answerCreateCensus),
  route('GET /api/imports/:id', INSPECTORS, census.getCensus, answerGetCensus),
  route('PATCH /api/imports/:id', SURVEYORS, census.updateCensus, answerUpdateCensus),
  route('DELETE /api/imports/:id', SURVEYORS, census.discardCensus, answerDiscardCensus),
  route('POST /api/imports/:id/files', SURVEYORS, census.addCensusFile, answerAddCensusFile),
  route('DELETE /api/imports/:id/files/:fileId', SURVEYORS, census.removeCensusFile, answerRemoveCensusFile),
  route('PATCH /api/imports/:id/layers/:no', SURVEYORS, census.updateLayer, answerUpdateLayer),
  route('POST /api/imports/:id/stage', SURVEYORS, census.stageCensus, answerStageCensus),
  route('POST /api/imports/:id/judge', SURVEYORS, census.judgeAgain, answerJudgeAgain),
  route('POST /api/imports/:id/commit', SURVEYORS, census.commitCensus, answerCommitCensus),
  route('POST /api/imports/:id/undo', SURVEYORS, census.undoCensus, answerUndoCensus),
  route('POST /api/imports/:id/pause', SURVEYORS, census.pauseJob, answerPauseJob),
  route('POST /api/imports/:id/resume', SURVEYORS, census.resumeJob, answerResumeJob),
  route('POST /api/imports/:id/cancel', SURVEYORS, census.cancelJob, answerCancelJob),
  route('GET /api/imports/:id/rows', SURVEYORS, censusRows.listCensusRows, answerListCensusRows),
  route('PATCH /api/imports/:id/rows/:rowNo', SURVEYORS, censusRows.fixCensusRow, answerFixCensusRow),
  route('GET /api/imports/:id/places', SURVEYORS, censusRows.censusPlaces, answerCensusPlaces),
  route('POST /api/imports/:id/decisions', SURVEYORS, censusRows.decideRows, answerDecideRows),
  route('GET /api/imports/:id/missing', SURVEYORS, censusRows.listMissing, answerListMissing),
  route(
    'GET /api/imports/:id/quarantine.:format',
    SURVEYORS,
    censusRows.quarantineFile,
    answerQuarantineFile,
  ),
  route('POST /api/imports/:id/fixes', SURVEYORS, censusRows.sendFixes, answerSendFixes),
  route('DELETE /api/import-templates/:name', SURVEYORS, census.forgetTemplate, answerForgetTemplate),
  route('GET /api/imports/:id/acceptance', INSPECTORS, acceptance.getAcceptance, answerGetAcceptance),
  route('PUT /api/imports/:id/acceptance/settings', ACCEPTERS, acceptance.setAcceptance, answerSetAcceptance),
  route('POST /api/imports/:id/acceptance/samples', ACCEPTERS, acceptance.drawSample, answerDrawSample),
  route('GET /api/imports/:id/acceptance/components', INSPECTORS, acceptance.listSampled, answerListSampled),
  route(
    'PUT /api/imports/:id/acceptance/components/:no',
    INSPECTORS,
    acceptance.recordResult,
    answerRecordResult,
  ),
  route(
    'GET /api/imports/:id/acceptance/undelivered',
    INSPECTORS,
    acceptance.listUndelivered,
    answerListUndelivered,
  ),
  route(
    'PUT /api/imports/:id/acceptance/undelivered/:key',
    INSPECTORS,
    acceptance.recordUndelivered,
    answerRecordUndelivered,
  ),
  route(
    'DELETE /api/imports/:id/acceptance/undelivered/:key',
    INSPECTORS,
    acceptance.removeUndelivered,
    answerRemoveUndelivered,
  ),
  route('GET /api/imports/:id/acceptance/sheet.:format', INSPECTORS, acceptance.fieldSheet, answerFieldSheet),
  route('POST /api/imports/:id/acceptance/sheet', INSPECTORS, acceptance.sendSheet, answerSendSheet),
  route(
    'POST /api/imports/:id/acceptance/decision',
    ACCEPTERS,
    acceptance.decideAcceptance,
    answerDecideAcceptance,
  ),

  route('GET /api/changes', 'signed in', boundaries.listChanges, answerListChanges),
  route('POST /api/changes', REVIEWERS, boundaries.createChange, answerCreateChange),
  route('GET /api/changes/:id', 'signed in', boundaries.getChange, answerGetChange),
  route('PATCH /api/changes/:id', REVIEWERS, boundaries.updateChange, answerUpdateChange),
  route('DELETE /api/changes/:id', REVIEWERS, boundaries.discardChange, answerDiscardChange),
  route('POST /api/changes/:id/operations', REVIEWERS, boundaries.addOperation, answerAddOperation),
  route('POST /api/changes/:id/undo', REVIEWERS, boundaries.undoOperation, answerUndoOperation),
  route('POST /api/changes/:id/redo', REVIEWERS, boundaries.redoOperation, answerRedoOperation),
  route('POST /api/changes/:id/replay', REVIEWERS, boundaries.replayOperations, answerReplayOperations),
  route('GET /api/changes/:id/faces', 'signed in', boundaries.listFaces, answerListFaces),
  route('GET /api/changes/:id/proof', 'signed in', boundaries.proveChange, answerProveChange),
  route('GET /api/changes/:id/impact', REVIEWERS, boundaries.getImpact, answerGetImpact),
  route('POST /api/changes/:id/submit', REVIEWERS, boundaries.submitChange, answerSubmitChange),
  route('POST /api/changes/:id/withdraw', REVIEWERS, boundaries.withdrawChange, answerWithdrawChange),
  route('POST /api/changes/:id/approve', REVIEWERS, boundaries.approveChange, answerApproveChange),
  route('POST /api/changes/:id/reject', REVIEWERS, boundaries.rejectChange, answerRejectChange),
  route('POST /api/changes/:id/reopen', REVIEWERS, boundaries.reopenChange, answerReopenChange),
  route('POST /api/changes/:id/comments', 'signed in', boundaries.addComment, answerAddComment),
  route('PUT /api/changes/:id/presence', 'signed in', boundaries.tellPresence, answerTellPresence),
  route('GET /api/changes/:id/coverages', 'signed in', coverages.listCoverages, answerListCoverages),
  route('POST /api/changes/:id/coverages', REVIEWERS, coverages.addCoverage, answerAddCoverage),
  route(
    'GET /api/changes/:id/coverages/:coverage/rows',
    'signed in',
    coverages.listCoverageRows,
    answerListCoverageRows,
  ),
  route(
    'DELETE /api/changes/:id/coverages/:coverage',
    REVIEWERS,
    coverages.removeCoverage,
    answerRemoveCoverage,
  ),
  route('GET /api/schemes/:id/proof', 'signed in', boundaries.proveScheme, answerProveScheme),
  route('PUT /api/schemes/:id/tolerances', ADMINISTRATORS, boundaries.setTolerances, answerSetTolerances),
  route('PUT /api/schemes/:id/waivers/:issue', REVIEWERS, boundaries.waiveIssue, answerWaiveIssue),
  route('DELETE /api/schemes/:id/waivers/:issue', REVIEWERS, boundaries.revokeWaiver, answerRevokeWaiver),
  route('GET /api/parcels', 'signed in', parcels.listParcels, answerListParcels),
  route('POST /api/parcels', REVIEWERS, parcels.drawParcel, answerDrawParcel),
  route('POST /api/parcels/find', REVIEWERS, parcels.findParcels, answerFindParcels),
  route('POST /api/parcels/carry-out', REVIEWERS, parcels.carryOutRulings, answerCarryOutRulings),
  route('POST /api/parcels/import', REVIEWERS, parcels.importParcels, answerImportParcels),
  route('GET /api/parcels/:id', 'signed in', parcels.getParcel, answerGetParcel),
  route('POST /api/parcels/:id/claims', REVIEWERS, parcels.claimParcel, answerClaimParcel),
  route(
    'POST /api/parcels/:id/claims/:claimId/withdraw',
    REVIEWERS,
    parcels.withdrawClaim,
    answerWithdrawClaim,
  ),
  route(
    'POST /api/parcels/:id/claims/:claimId/objections',
    REVIEWERS,
    parcels.objectToClaim,
    answerObjectToClaim,
  ),
  route(
    'POST /api/parcels/:id/claims/:claimId/objections/:objectionId/withdraw',
    REVIEWERS,
    parcels.withdrawObjection,
    answerWithdrawObjection,
  ),
  route('POST /api/parcels/:id/rulings', REVIEWERS, parcels.ruleParcel, answerRuleParcel),
  route('POST /api/parcels/:id/evidence', REVIEWERS, parcels.addEvidence, answerAddEvidence),
  route('GET /api/parcels/:id/evidence/:evidenceId', REVIEWERS, parcels.getEvidence, answerGetEvidence),
  route('GET /api/meetings', 'signed in', meetings.listMeetings, answerListMeetings),
  route('POST /api/meetings', REVIEWERS, meetings.createMeeting, answerCreateMeeting),
  route('GET /api/meetings/:id', 'signed in', meetings.getMeeting, answerGetMeeting),
  route(
    'POST /api/meetings/:id/parcels/:parcelId/present',
    REVIEWERS,
    meetings.presentParcel,
    answerPresentParcel,
  ),
  route('POST /api/meetings/:id/parcels/:parcelId/sign', REVIEWERS, meetings.signParcel, answerSignParcel),
  route('POST /api/meetings/:id/parcels/:parcelId/defer', REVIEWERS, meetings.deferParcel, answerDeferParcel),
  route('POST /api/meetings/:id/close', REVIEWERS, meetings.closeMeeting, answerCloseMeeting),
  route('GET /api/meetings/:id/minutes', 'signed in', meetings.getMinutes, answerGetMinutes),
  route('GET /api/certificates', 'signed in', certificates.listCertificates, answerListCertificates),
  route('POST /api/certificates', REVIEWERS, certificates.createCertificate, answerCreateCertificate),
  route('GET /api/certificates/:id', 'signed in', certificates.getCertificate, answerGetCertificate),
  route(
    'GET /api/certificates/:id/map',
    'signed in',
    certificates.getCertificateMap,
    answerGetCertificateMap,
  ),
  route(
    'GET /api/certificates/:id/recompute',
    'signed in',
    certificates.recomputeCertificate,
    answerRecomputeCertificate,
  ),

  route('POST /api/reports', REPORTERS, lookup.createReport, answerCreateReport),
  route('GET /api/reports', REPORT_READERS, lookup.listReports, answerListReports),
  route('GET /api/reports/:id', REPORT_READERS, lookup.getReport, answerGetReport),
  route('GET /api/events', 'signed in', tiles.events, answerEvents),
]

/** `sessions` is opened and closed with the server because it has connections of its own. */
export const createApp = (services: Services, sessions: Sessions): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('trust proxy', services.config.trustProxy)
  app.use(requestLog(services.log))
  app.use(securityHeaders(services.config))
  app.use(compressed())
  app.use('/api', sameOrigin(services.config.publicUrl), authenticate(services.signedIn, sessions))
  app.post(accounts.signIn.path, signInLimit(), sessions.handler)
  app.delete(accounts.signOut.path, sessions.handler)
  app.post(lookup.lookupMany.path, lookupManyBodies())
  const json = express.json({ limit: '1mb' })
  for (const line of ROUTES) {
    const method = line.endpoint.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'
    app[method](line.endpoint.path, ...(line.endpoint.body ? [json] : []), serve(services, line))
  }
  app.get('/api', openApiPage(ROUTES, PROGRAM_VERSION))
  app.use(clientFiles())
  app.use((request) => {
    throw new NotFound('no_such_address', `There is nothing at ${request.path}.`)
  })
  app.use(errorHandler(services.log))
  return app
}
