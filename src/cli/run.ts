// Arguments in, exit code out. Data goes to stdout, everything else to stderr.
import { enableCompileCache } from 'node:module'
import { translateGoFlags } from './go-flags.ts'
import { createProgram } from './program.ts'
import { endWithReader, reportFailure } from './output.ts'

enableCompileCache()
endWithReader()
try {
  const program = createProgram()
  const words = process.argv.slice(2)
  // Asked nothing, it says what there is, which is no failure; a group that is asked nothing is one.
  if (words.length === 0) program.outputHelp()
  else await program.parseAsync(translateGoFlags(words, program), { from: 'user' })
} catch (error) {
  reportFailure(error)
}
