import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planCompile } from '../../../images/components/plan-compile.ts'
import { pinsFolder } from '../../../images/components/recipe-folder.ts'
import { defaultKubernetes, kubernetesVersions } from '../../../images/kubernetes-versions.ts'
import { recipesFor, sharedRecipes } from '../../../images/sources/index.ts'
import { helm } from '../../../images/sources/helm/recipe.ts'
import { kind } from '../../../images/sources/kind/recipe.ts'
import { kubernetes } from '../../../images/sources/kubernetes/recipe.ts'
import { registry } from '../../../images/sources/registry/recipe.ts'
import versions from '../../../images/versions.json' with { type: 'json' }

const all = [...kubernetesVersions.map(kubernetes), ...sharedRecipes, kind, helm, registry]
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
