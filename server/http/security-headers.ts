/** What browsers are told to allow: tile workers come as blobs, antd writes styles; nothing else may come from anywhere but here. */
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import type { Config } from '../config.ts'

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

/** HTTPS is only insisted on where a proxy in front ends it. */
export const securityHeaders = ({ trustProxy }: Config): RequestHandler =>
  helmet({ contentSecurityPolicy: CONTENT_SECURITY_POLICY, strictTransportSecurity: trustProxy > 0 })
