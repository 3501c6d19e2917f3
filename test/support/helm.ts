// The real helm, built from its module once.
import { delimiter, dirname, join } from 'node:path'
import { buildHelm } from '../../images/components.ts'
import { keepProgram } from './kept-program.ts'

/** A PATH on which it stands first. */
export async function pathWithHelm(): Promise<string> {
  const program = await keepProgram('helm', async () =>
    join(await buildHelm({ cacheDir: join(import.meta.dirname, '../../.cache') }), 'helm'),
  )
  return [dirname(program), process.env['PATH']].join(delimiter)
}
