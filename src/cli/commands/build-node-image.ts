// build node-image: runs the build program that ships beside dist, and passes on its exit code.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

// The build program is not part of src: it is TypeScript that ships as it is, and tsx runs it.
const program = fileURLToPath(new URL('../../../images/build.ts', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

export async function buildNodeImageCommand(): Promise<void> {
  const child = spawn(process.execPath, ['--import', tsx, program], { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exitCode = code ?? 1
}
