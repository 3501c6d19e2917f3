// "vitest-kind/plugin" and "vitest-kind/global-setup" as the compiler sees them. Checked by tsc; never run.
import { defineConfig } from 'vitest/config'
import type { TestProject } from 'vitest/node'
import globalSetup from '../../src/global-setup.ts'
import { eachVersion, kind } from '../../src/plugin.ts'

kind()
kind({})
kind({ cluster: { nodes: [{ role: 'control-plane' }, { role: 'worker', labels: { zone: 'a' } }] } })
kind({ clusters: { ha: { workers: 2 }, small: {} } })
kind({ cluster: { kubeconfig: './staging.yaml', context: 'staging' } })
// @ts-expect-error a cluster that is there already has the nodes it has
kind({ cluster: { context: 'staging', workers: 2 } })
// @ts-expect-error and is not to be reused by its options
kind({ cluster: { kubeconfig: './staging.yaml', reuse: 'always' } })
// @ts-expect-error belongs into cluster
kind({ workers: 2 })
// @ts-expect-error no such option
kind({ cluster: { worker: 2 } })
// @ts-expect-error no such option
kind({ clusters: { ha: { nmae: 'ha' } } })

void defineConfig({ test: { projects: [...eachVersion(['1.37', '1.36']), { test: { name: 'unit' } }] } })
void defineConfig({ test: { projects: eachVersion(['1.37'], { cluster: { workers: 1 }, clusters: { old: { version: '1.34' } } }) } })
eachVersion(['1.37'], {}, { extends: true, test: { name: { label: 'e2e', color: 'green' }, include: ['e2e/**'] } })
// @ts-expect-error versions are texts: 1.30 would be 1.3
eachVersion([1.37])
// @ts-expect-error a list
eachVersion('1.37')
// @ts-expect-error that is what the list is for
eachVersion(['1.37'], { cluster: { version: '1.36' } })
// @ts-expect-error an image has a version of its own
eachVersion(['1.37'], { cluster: { image: 'node:1' } })
// @ts-expect-error two clusters cannot have one name
eachVersion(['1.37'], { cluster: { name: 'shop' } })
// @ts-expect-error a cluster that is there already has the version it has
eachVersion(['1.37'], { cluster: { context: 'staging' } })
// @ts-expect-error belongs into projects: eachVersion([…])
kind({ versions: ['1.37'] })

void defineConfig({ plugins: [kind()], test: { projects: [{ plugins: [kind({ cluster: { workers: 1 } })], test: { name: 'e2e' } }] } })
void defineConfig({ test: { globalSetup: ['vitest-kind/global-setup'], provide: { 'vitest-kind': { cluster: { workers: 1 } } } } })
// @ts-expect-error options without the plugin are typed as well
void defineConfig({ test: { provide: { 'vitest-kind': { cluster: { worker: 1 } } } } })

globalSetup satisfies (project: TestProject) => Promise<void>
