/** A page for people who want to read the interface: the OpenAPI document as plain HTML, without scripts. */
import type { RequestHandler } from 'express'
import type { Access, Route } from './route.ts'

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => ESCAPES[c] ?? c)

const whoMay = (access: Access): string => (typeof access === 'string' ? access : access.join(', '))

const fieldNames = (route: Route): string => {
  const { params, query, body } = route.endpoint
  const shapeOf = (schema: unknown): string[] =>
    schema !== undefined && typeof schema === 'object' && schema !== null && 'shape' in schema
      ? Object.keys(schema.shape as object)
      : []
  const parts = [
    ...shapeOf(params).map((name) => `:${name}`),
    ...shapeOf(query).map((name) => `?${name}`),
    ...shapeOf(body),
  ]
  return parts.map((part) => `<code>${escapeHtml(part)}</code>`).join(' ')
}

const rowOf = (route: Route): string => `<tr>
  <td><code>${route.endpoint.method}</code></td>
  <td><code>${escapeHtml(route.endpoint.path)}</code></td>
  <td>${escapeHtml(route.endpoint.summary)}<br>${fieldNames(route)}</td>
  <td>${escapeHtml(whoMay(route.access))}</td>
</tr>`

const pageOf = (routes: readonly Route[], version: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Gridbook ${escapeHtml(version)}: interface</title>
<style>
  body { font: 14px/1.5 system-ui, sans-serif; margin: 24px; color: #222 }
  table { border-collapse: collapse } td, th { text-align: left; vertical-align: top; padding: 6px 16px 6px 0; border-bottom: 1px solid #ddd }
  code { font-size: 13px; background: #f4f4f4; padding: 0 3px }
</style></head><body>
<h1>Gridbook ${escapeHtml(version)}</h1>
<p>Every address of the interface and who may call it. With all schemas: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).
Positions are [lon, lat]; a position always names its CRS. Errors are <code>{"error": {"code", "message", "field"?, "requestId"}}</code>.</p>
<table><thead><tr><th>Method</th><th>Address</th><th>What</th><th>Who</th></tr></thead>
<tbody>${routes.map(rowOf).join('\n')}</tbody></table>
</body></html>`

export const openApiPage =
  (routes: readonly Route[], version: string): RequestHandler =>
  (_request, response) => {
    response.type('html').send(pageOf(routes, version))
  }
