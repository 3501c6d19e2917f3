// Another Node.js, from npm's registry, kept in .cache/.
import { execFile } from 'node:child_process'
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Path of the program. */
export async function findNode(version: string): Promise<string> {
  const folder = join(import.meta.dirname, '../../.cache/node', version)
  const name = `node-${process.platform}-${process.arch}`
  const program = join(folder, 'node_modules', name, 'bin/node')
  const isThere = await access(program).then(
    () => true,
    () => false,
  )
  if (isThere) return program
  await mkdir(folder, { recursive: true })
  await promisify(execFile)('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `${name}@${version}`])
  return program
}
