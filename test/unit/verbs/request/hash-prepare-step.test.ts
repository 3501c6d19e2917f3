import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { hashPrepareStep } from '../../../../src/verbs/request/hash-prepare-step.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hash-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await write(
    'prepare.ts',
    "import { a } from './own/a.js'\nexport default () => a('charts/shop', new URL('./crd.yaml', import.meta.url))\n",
  )
  await write('own/a.ts', "export * from './b'\n")
  await write('own/b.ts', 'export const a = () => 1\n')
  await write('charts/shop/templates/web.yaml', 'a: 1\n')
  await write('crd.yaml', 'b: 1\n')
  await write('other.ts', '')
})

async function write(name: string, text: string): Promise<void> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

const hash = (): Promise<string | undefined> => hashPrepareStep(join(folder, 'prepare.ts'))

test.for(['prepare.ts', 'own/a.ts', 'own/b.ts', 'charts/shop/templates/web.yaml', 'charts/shop/values.yaml', 'crd.yaml'])(
  'it is another step when %s is another',
  async (name) => {
    const before = await hash()
    await write(name, '# changed\n')
    expect(await hash()).not.toBe(before)
  },
)

test('what it does not name is nothing to it, nor is the place where all of it lies', async () => {
  const before = await hash()
  await write('other.ts', '# changed\n')
  expect(await hash()).toBe(before)
  await cp(folder, `${folder}-copy`, { recursive: true })
  onTestFinished(() => rm(`${folder}-copy`, { recursive: true, force: true }))
  expect(await hashPrepareStep(join(`${folder}-copy`, 'prepare.ts'))).toBe(before)
})

test('of a file that is not there is no hash', async () => {
  expect(await hashPrepareStep(join(folder, 'absent.ts'))).toBeUndefined()
})
