#!/usr/bin/env node
// The binary: arguments in, exit code out. Data goes to stdout, everything else to stderr.
import { enableCompileCache } from 'node:module'
import { packageVersion } from './support/package-version.ts'
import { createProgram } from './cli/program.ts'
import { reportFailure } from './cli/output.ts'

enableCompileCache()
try {
  await createProgram(packageVersion).parseAsync()
} catch (error) {
  reportFailure(error)
}
