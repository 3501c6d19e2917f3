// Our own version: for the label that says who made a cluster, and for the command line.
import { readFileSync } from 'node:fs'

// Two folders up from src/support and from dist/support alike.
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }

export const packageVersion = manifest.version
