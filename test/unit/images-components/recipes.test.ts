import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planCompile } from '../../../images/components/plan-compile.ts'
import { pinsFolder } from '../../../images/components/recipe-folder.ts'
import { defaultKubernetes, kubernetesVersions } from '../../../images/kubernetes-versions.ts'
import type { Program } from '../../../images/components/recipe.ts'
import { recipesFor, sharedRecipes } from '../../../images/sources/index.ts'
import { critest } from '../../../images/sources/critest/recipe.ts'
import { e2e } from '../../../images/sources/e2e/recipe.ts'
import { helm } from '../../../images/sources/helm/recipe.ts'
import { kind } from '../../../images/sources/kind/recipe.ts'
import { kubernetes } from '../../../images/sources/kubernetes/recipe.ts'
import { moby } from '../../../images/sources/moby/recipe.ts'
import { registry } from '../../../images/sources/registry/recipe.ts'
import versions from '../../../images/versions.json' with { type: 'json' }

const all = [...kubernetesVersions.map(kubernetes), ...sharedRecipes, e2e, critest, kind, helm, moby, registry]
const programs = all.flatMap((recipe) => recipe.programs)

test.for(all)('$component $pinned is built in the version that versions.json names', async (recipe) => {
  const goMod = await readFile(join(pinsFolder(recipe), 'go.mod'), 'utf8')
  const goSum = await readFile(join(pinsFolder(recipe), 'go.sum'), 'utf8')
  for (const { module, version } of recipe.pins) {
    expect(goMod).toMatch(new RegExp(`^(require |\\t)${module} ${version}( // indirect)?$`, 'm'))
    expect(goSum).toContain(`${module} ${version} h1:`)
  }
})

test('every version in versions.json is used by a recipe or is not for Go', () => {
  const pinned = new Set(all.flatMap((recipe) => recipe.pins.map((pin) => pin.module)))
  const unused = Object.entries(versions).filter(([, entry]) => typeof entry === 'object' && 'module' in entry && !pinned.has(entry.module))
  expect(unused).toEqual([])
})

test('kubeadm will call itself by its version', () => {
  for (const version of kubernetesVersions) {
    const [program] = kubernetes(version).programs
    expect(planCompile(program!, 'out').args.join(' ')).toContain(`component-base/version.gitVersion=${version}`)
  }
})

test('only runc is linked with C, and statically', () => {
  const cgo = programs.filter((program) => planCompile(program, 'out').env['CGO_ENABLED'] === '1')
  expect(cgo.map((program) => program.file)).toEqual(['runc'])
  expect(planCompile(cgo[0]!, 'out').args.join(' ')).toContain('-extldflags=-static')
})

test('no two programs of the node image answer to the same name', () => {
  const names = recipesFor(defaultKubernetes).flatMap((recipe) =>
    recipe.programs.flatMap((program) => [program.file, ...(program.links ?? [])]),
  )
  expect(names).toEqual([...new Set(names)])
})

test('what wants a C compiler gets the one of the architecture, and the libraries beside it; for this host nothing is said of either', () => {
  const some = recipesFor(kubernetesVersions[0]!).flatMap((recipe): readonly Program[] => recipe.programs)
  const wantC = some.filter((program) => program.cgo === true || program.source.endsWith('.c'))
  const calls = (cross?: string): object[] =>
    wantC.map((program) => {
      const { command, env } = planCompile(program, 'out', cross)
      return { file: program.file, command, env }
    })
  expect(calls('aarch64-linux-gnu')).toEqual([
    {
      file: 'runc',
      command: 'go',
      env: { CGO_ENABLED: '1', CC: 'aarch64-linux-gnu-gcc', PKG_CONFIG_LIBDIR: '/usr/lib/aarch64-linux-gnu/pkgconfig' },
    },
    { file: 'pause', command: 'aarch64-linux-gnu-gcc', env: {} },
  ])
  expect(calls()).toEqual([
    { file: 'runc', command: 'go', env: { CGO_ENABLED: '1' } },
    { file: 'pause', command: 'gcc', env: {} },
  ])
})
