// Lets the worker thread read TypeScript by itself, however its server was started.
import { register } from 'tsx/esm/api'

register()
await import('./census-worker.ts')
