// "vitest-kind/plugin" and "vitest-kind/global-setup" as the compiler sees them. Checked by tsc; never run.
import { defineConfig } from 'vitest/config'
import type { TestProject } from 'vitest/node'
import globalSetup from '../../src/global-setup.ts'
import { kind } from '../../src/plugin.ts'

kind()
kind({})
kind({ cluster: { nodes: [{ role: 'control-plane' }, { role: 'worker', labels: { zone: 'a' } }] } })
kind({ clusters: { ha: { workers: 2 }, small: {} } })
// @ts-expect-error belongs into cluster
kind({ workers: 2 })
// @ts-expect-error no such option
kind({ cluster: { worker: 2 } })
// @ts-expect-error no such option
kind({ clusters: { ha: { nmae: 'ha' } } })

void defineConfig({ plugins: [kind()], test: { projects: [{ plugins: [kind({ cluster: { workers: 1 } })], test: { name: 'e2e' } }] } })
void defineConfig({ test: { globalSetup: ['vitest-kind/global-setup'], provide: { 'vitest-kind': { cluster: { workers: 1 } } } } })
// @ts-expect-error options without the plugin are typed as well
void defineConfig({ test: { provide: { 'vitest-kind': { cluster: { worker: 1 } } } } })

globalSetup satisfies (project: TestProject) => Promise<void>
