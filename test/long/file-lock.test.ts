// What a lock is for, with many who come and go, and are killed meanwhile. That a lock is not taken from whoever has it since is in `unit/`.
import { spawn } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../support/kubeconfig-places.ts'

const program = join(import.meta.dirname, '../support/count-up.ts')

/** How each ended; those from `killed` on are killed after a time of their own. */
async function runAll(file: string, count: number, killed = count): Promise<(number | null)[]> {
  const run = (index: number): Promise<number | null> => {
    const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'ignore', 'inherit'] })
    // While all of them start, wait and write: that takes some seconds on two cores.
    if (index >= killed) setTimeout(() => child.kill('SIGKILL'), 300 + Math.random() * 4_000)
    return new Promise((resolve) => child.on('close', resolve))
  }
  return Promise.all(Array.from({ length: count }, (_, index) => run(index)))
}

test('of forty processes at once none loses what another has written', { timeout: 600_000 }, async () => {
  for (let round = 0; round < 3; round++) {
    const folder = await makeFolder()
    const file = join(folder, 'config')
    await writeFile(file, '0')
    expect(await runAll(file, 40)).toEqual(Array.from({ length: 40 }, () => 0))
    expect(await readFile(file, 'utf8')).toBe('40')
    expect(await readdir(folder)).toEqual(['config'])
  }
})

test('those that are killed hold nobody up, and nothing of the others is lost', { timeout: 600_000 }, async () => {
  for (let round = 0; round < 3; round++) {
    const folder = await makeFolder()
    const file = join(folder, 'config')
    await writeFile(file, '0')
    const ends = await runAll(file, 40, 20)
    expect(ends.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 0))
    // One that was killed when it had written, and before it ended, counts too.
    expect(Number(await readFile(file, 'utf8'))).toBeGreaterThanOrEqual(ends.filter((code) => code === 0).length)
    await runAll(file, 1)
    expect(await readdir(folder), 'what the killed have left is taken away').toEqual(['config'])
  }
})
