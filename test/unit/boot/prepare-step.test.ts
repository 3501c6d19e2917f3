import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadPrepareStep } from '../../../src/boot/prepare-step.ts'
import { describeStepFailure } from '../../../src/boot/step-failure.ts'
import { BootError, KindError } from '../../../src/support/errors.ts'

async function write(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'step-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

test.for([
  ['step.ts', 'enum A { b }\nexport default (): number => A.b'],
  ['step.mjs', 'export default () => 0'],
  ['step.cjs', 'module.exports = () => 0'],
  ['step.cts', 'exports.default = (): number => 0'],
] as const)('%s is a step', async ([name, text]) => {
  const { run } = await loadPrepareStep(await write(name, text))
  expect((run as () => unknown)()).toBe(0)
})

test('a module that has changed is read anew', async () => {
  const path = await write('step.ts', 'export default () => 1')
  await loadPrepareStep(path)
  await writeFile(path, 'export default () => 2')
  const { run } = await loadPrepareStep(path)
  expect((run as () => unknown)()).toBe(2)
})

test.for([
  ['throws when it is loaded: what a day', 'throw new Error("what a day")'],
  ['has no default export', 'export const prepare = () => 0'],
  ['exports a string as its default', 'export default "x"'],
] as const)('one that %s is refused', async ([problem, text]) => {
  const path = await write('step.mjs', text)
  await expect(loadPrepareStep(path)).rejects.toMatchObject({
    code: 'KIND_CONFIG_INVALID',
    facts: { problems: [`prepare  ${path} ${problem}`] },
  })
})

test('what it throws is told with the place in it and all lines', async () => {
  const path = await write('step.ts', 'export default () => {\n  throw new Error("first\\nsecond")\n}\n')
  const { run } = await loadPrepareStep(path)
  const error = await Promise.resolve()
    .then(() => (run as () => unknown)())
    .catch((reason: unknown) => describeStepFailure(reason, path))
  expect((error as KindError).facts).toMatchObject({
    what: expect.stringMatching(/step\.ts has thrown: first$/),
    seen: [expect.stringMatching(/^thrown at .*step\.ts:2:\d+$/), 'second'],
  })
})

test('an error of ours keeps its words, and one that says that the time was up stays as it is', () => {
  const refused = new KindError('KIND_APPLY_FAILED', { what: 'it is refused', seen: ['because'], do: 'otherwise' })
  expect((describeStepFailure(refused, '/step.ts') as KindError).facts).toMatchObject({ seen: ['because'], do: 'otherwise' })
  const late = new BootError('KIND_TIMED_OUT', { what: 'late' })
  expect(describeStepFailure(late, '/step.ts')).toBe(late)
})

test('the place is told on Windows, too', () => {
  const path = 'C:\\work\\prepare.ts'
  const error = Object.assign(new Error('no'), { stack: `Error: no\n    at default (${path}:12:9)\n    at file:///C:/other.js:1:1` })
  expect((describeStepFailure(error, path) as KindError).facts.seen).toEqual([`thrown at ${path}:12:9`])
})
