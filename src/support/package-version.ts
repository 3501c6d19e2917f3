// Our own version: for the label that says who made a cluster, and for the command line.
import { readFileSync } from 'node:fs'
import { packageRoot } from './package-files.ts'

const manifest = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as { readonly version: string }

export const packageVersion = manifest.version
