// "vitest-kind/plugin", for vitest.config.ts. Loaded at every start of Vitest, so it only notes: no engine, no client, no
// validation here; those are behind the global setup, which Vitest imports when a test of the project is about to run.
import { fileURLToPath } from 'node:url'
import type { TestProjectInlineConfiguration } from 'vitest/config'
import type { Vite } from 'vitest/node'
import type { KindOptions } from './vitest/options.ts'
import type {} from './vitest/provided.ts'
import { checkVersions, type EachVersionOptions, nameOfVersion, optionsOfVersion } from './vitest/version-options.ts'

export type { ExistingCluster } from './config/existing-cluster.ts'
export type * from './config/options.ts'
export type { KindOptions } from './vitest/options.ts'
export type { EachVersionOptions } from './vitest/version-options.ts'

// The sibling with the same extension: .ts in this repository, .js as published.
const globalSetup = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './global-setup.ts' : './global-setup.js', import.meta.url))

// A test talks to a real API server and pulls images: Vitest's 5 s are too short for it.
const testTimeoutMs = 60_000
// Vitest ends the process this long after it began to close; removing a large cluster takes a few seconds.
const teardownTimeoutMs = 120_000

/**
 * Gives the project it stands in a Kubernetes cluster. Put it into the project whose tests need one: the others then run
 * without. Raises `testTimeout` and `hookTimeout` to 60 s unless you set them.
 */
export function kind(options: KindOptions = {}): Vite.Plugin {
  return {
    name: 'vitest-kind',
    // First of all: Vitest notes what inline projects inherit before other plugins come to speak.
    enforce: 'pre',
    config: {
      order: 'pre',
      // A plugin's scalars would win over the user's file and flags, hence the guards.
      handler: (user) => ({
        test: { testTimeout: user.test?.testTimeout ?? testTimeoutMs, hookTimeout: user.test?.hookTimeout ?? testTimeoutMs },
      }),
    },
    // Not in config(): there Vite would concatenate arrays, so that a plugin given twice would set up twice and
    // `nodes` of the root and of a project would add up. Here the project's own plugin comes last and wins.
    configureVitest({ vitest, project }) {
      vitest.config.teardownTimeout = Math.max(vitest.config.teardownTimeout, teardownTimeoutMs)
      project.provide('vitest-kind', options)
      project.config.globalSetup = [...new Set([project.config.globalSetup, globalSetup].flat())]
    },
  }
}

// Not an option of kind(): Vitest chooses projects by name (`--project`) before it asks any plugin, and an inline one cannot become several.
/**
 * A project once for each version of Kubernetes, for `projects` in vitest.config.ts: `eachVersion(['1.37', '1.36'], {}, { test: { name: 'e2e' } })`
 * gives `e2e (1.37)` and `e2e (1.36)`, each with clusters of its own. Options are those of {@link kind}. Throws KIND_CONFIG_INVALID
 * for no versions, and for one that is there twice.
 */
export function eachVersion(
  versions: readonly string[],
  options: EachVersionOptions = {},
  project: TestProjectInlineConfiguration = {},
): TestProjectInlineConfiguration[] {
  checkVersions(versions, options)
  const { name } = project.test ?? {}
  return versions.map((version) => ({
    ...project,
    plugins: [...(project.plugins ?? []), kind(optionsOfVersion(version, options))],
    test: {
      ...project.test,
      name: typeof name === 'object' ? { ...name, label: nameOfVersion(version, name.label) } : nameOfVersion(version, name),
    },
  }))
}
