// What a run of the virtual machine keeps on this host's disk while it lasts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../../support/make-folder.ts'
import { acquireFolder } from '../../vm/machine/acquire-folder.ts'

test('goes with its run; what a killed one has left goes with the next, and not what one has that lives', async () => {
  const parent = await makeFolder()
  const machines = async (): Promise<string[]> => (await readdir(parent)).filter((name) => name.startsWith('machine-'))
  const program = join(import.meta.dirname, '../../vm/machine/acquire-folder.ts')
  const source = `const { acquireFolder } = await import(${JSON.stringify(program)})
    const { path } = await acquireFolder(${JSON.stringify(parent)})
    process.stdout.write(path)
    setInterval(() => undefined, 1_000)`
  const killed = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(killed.stdout, 'data')
  {
    await using folder = await acquireFolder(parent)
    expect(await machines()).toHaveLength(2)
    killed.kill('SIGKILL')
    await once(killed, 'close')
    await using next = await acquireFolder(parent)
    expect((await machines()).map((name) => join(parent, name)).toSorted()).toEqual([folder.path, next.path].toSorted())
  }
  expect(await machines()).toEqual([])
})
