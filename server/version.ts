/** The program's version, as package.json says it. */
import manifest from '../package.json' with { type: 'json' }

export const PROGRAM_VERSION = manifest.version
