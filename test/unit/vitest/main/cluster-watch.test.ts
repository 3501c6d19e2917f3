import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { startReaper } from '../../../../src/reaper/start.ts'
import { createClusterWatch } from '../../../../src/vitest/main/cluster-watch.ts'

const traces = (cluster: string) => ({ cluster, owner: 'us', directory: '/nowhere' })

// A child as ours, that writes down what it hears.
const child = (log: string): string => `import { createInterface } from 'node:readline'
  import { appendFileSync } from 'node:fs'
  const note = (line) => appendFileSync(${JSON.stringify(log)}, process.pid + ' ' + line + '\\n')
  console.log('ready')
  for await (const line of createInterface({ input: process.stdin })) {
    note(Object.values(JSON.parse(line)).slice(0, 2).join(' '))
    console.log('heard')
  }`

const test = base
  .extend('folder', async ({}, { onCleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-watch-'))
    onCleanup(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'child.mjs'), child(join(folder, 'log')))
    return folder
  })
  .extend('heard', ({ folder }) => async (): Promise<[string, string][]> => {
    const lines = (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n')
    return lines.map((line) => [line.split(' ')[0]!, line.split(' ').slice(1).join(' ')])
  })
  .extend('printed', (): string[] => [])

test('a reaper that somebody kills is replaced by one that knows all clusters', async ({ folder, heard, printed }) => {
  const start = (): ReturnType<typeof startReaper> => startReaper({ program: join(folder, 'child.mjs') })
  const watch = createClusterWatch({ environment: {}, print: (line) => void printed.push(line), startReaper: start })
  await watch.add(traces('one'))
  await watch.add(traces('two'))
  await watch.release('one')
  const [first] = await heard()
  process.kill(Number(first![0]), 'SIGKILL')
  await expect.poll(async () => (await heard()).at(-1)).toEqual([expect.not.stringMatching(`^${first![0]}$`), 'watch two'])
  await watch.end()
  expect((await heard()).map(([, words]) => words)).toEqual(['watch one', 'watch two', 'forget one', 'watch two', 'goodbye'])
  expect(printed).toEqual([])
})

test('one that cannot be replaced is told, with the clusters that would stay', async ({ folder, heard, printed }) => {
  let starts = 0
  const start = (): ReturnType<typeof startReaper> => startReaper({ program: join(folder, starts++ === 0 ? 'child.mjs' : 'gone.mjs') })
  const watch = createClusterWatch({ environment: {}, print: (line) => void printed.push(line), startReaper: start })
  await watch.add(traces('one'))
  process.kill(Number((await heard())[0]![0]), 'SIGKILL')
  await expect.poll(() => printed).toEqual([expect.stringMatching(/has ended \(the process that .*\): one would stay$/)])
  await watch.end()
})

test('a start that failed is not remembered: the next cluster tries again', async ({ folder }) => {
  let starts = 0
  const start = (): ReturnType<typeof startReaper> => startReaper({ program: join(folder, starts++ === 0 ? 'gone.mjs' : 'child.mjs') })
  const watch = createClusterWatch({ environment: {}, print: () => undefined, startReaper: start })
  await expect(watch.add(traces('one'))).rejects.toThrow('KIND_BOOT_FAILED')
  await watch.add(traces('one'))
  await watch.end()
})
