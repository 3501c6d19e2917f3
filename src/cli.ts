#!/usr/bin/env node
// The binary: arguments in, exit code out. Data goes to stdout, everything else to stderr.
import { enableCompileCache } from 'node:module'
import { packageVersion } from './support/package-version.ts'
import { translateGoFlags } from './cli/go-flags.ts'
import { createProgram } from './cli/program.ts'
import { endWithReader, reportFailure } from './cli/output.ts'

enableCompileCache()
endWithReader()
try {
  const program = createProgram(packageVersion)
  const words = process.argv.slice(2)
  // Asked nothing, it says what there is, which is no failure; a group that is asked nothing is one.
  if (words.length === 0) program.outputHelp()
  else await program.parseAsync(translateGoFlags(words, program), { from: 'user' })
} catch (error) {
  reportFailure(error)
}
