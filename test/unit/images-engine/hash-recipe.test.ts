import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hashRecipe } from '../../../images/engine/hash-recipe.ts'

async function makeRecipe(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-recipe-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  await writeFile(join(directory, 'Dockerfile'), 'FROM scratch')
  return directory
}

test('the same recipe has the same hash, wherever it lies', async () => {
  const [one, two] = [await makeRecipe(), await makeRecipe()]
  expect(await hashRecipe([one], { version: 1 })).toBe(await hashRecipe([two], { version: 1 }))
})

test.for([
  ['content', (directory: string) => writeFile(join(directory, 'Dockerfile'), 'FROM debian')],
  ['name', (directory: string) => rename(join(directory, 'Dockerfile'), join(directory, 'dockerfile'))],
  ['mode', (directory: string) => chmod(join(directory, 'Dockerfile'), 0o755)],
  ['number', (directory: string) => writeFile(join(directory, 'another'), '')],
] as const)('another %s of a file means another hash', async ([, change]) => {
  const directory = await makeRecipe()
  const before = await hashRecipe([directory], {})
  await change(directory)
  expect(await hashRecipe([directory], {})).not.toBe(before)
})

test('of a program only what it does counts', async () => {
  const directory = await makeRecipe()
  const write = (text: string): Promise<void> => writeFile(join(directory, 'assemble.ts'), text)
  await write(
    "// One.\nimport { a } from './a.ts'\nimport x from './x.json' with { type: 'json' }\n\n/** Says one. */\nexport const one = a(x)\n",
  )
  const before = await hashRecipe([directory], {})
  await write(
    "// Another.\nimport {\n  a,\n} from '../b/a.ts'\nimport x from './x.json' with { type: 'json' }\n\n/**\n * Says one.\n */\nexport const one = a(x)\n",
  )
  expect(await hashRecipe([directory], {})).toBe(before)
  await write("import { a } from './a.ts'\n\nexport const one = a()\n")
  expect(await hashRecipe([directory], {})).not.toBe(before)
})

test('another fact means another hash', async () => {
  const directory = await makeRecipe()
  expect(await hashRecipe([directory], { kubernetes: 'v1.37.2' })).not.toBe(await hashRecipe([directory], { kubernetes: 'v1.37.3' }))
})
