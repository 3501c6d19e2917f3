import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.ts'

// What boots no cluster, or hardly any, runs first: most of it waits, so that four workers keep two cores busy. A boot waits a third of
// its time: of files that have a cluster of one node, three at once fill the cores; of those with more, two, because the 128 inotify
// instances of a usual host carry seven nodes. What needs more runs alone, last, and so does
// what is told in full only where the API server answers in time.
// No test waits longer for it; one that would hang is still ended. Vitest's own 5 s, and 1 s for a poll, are what a busy host may pause for.
const patient = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } }
const light = { maxWorkers: 4, sequence: { groupOrder: 0 } }
const narrow = { maxWorkers: 3, sequence: { groupOrder: 1 } }
const wide = { maxWorkers: 2, sequence: { groupOrder: 2 } }
const alone = { fileParallelism: false, sequence: { groupOrder: 3 } }
const withPackage = { ...patient, globalSetup: ['test/support/build-package.ts'], testTimeout: 300_000, hookTimeout: 300_000 }
const listFiles = (...names: string[]): string[] => names.map((name) => `test/cluster/${name}.test.ts`)
const large = listFiles('bench', 'ci-guides', 'control-planes', 'pool', 'provoked', 'rounds')
const several = listFiles('chaos', 'guide', 'network-policies', 'prepared-nodes', 'shapes', 'verbs', 'workers')

export default defineConfig({
  test: {
    // Its end is the end of the whole run: what is left behind then fails it.
    globalSetup: ['test/support/leftovers.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/rules/**/*.test.ts'], isolate: false, ...patient, ...light } },
      {
        test: {
          name: 'docker',
          include: ['test/docker/**/*.test.ts', 'test/host/**/*.test.ts'],
          ...patient,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...light,
        },
      },
      { test: { name: 'plugin', include: ['test/plugin/**/*.test.ts'], ...light, ...withPackage } },
      { test: { name: 'cluster', include: ['test/cluster/**/*.test.ts'], exclude: [...large, ...several], ...narrow, ...withPackage } },
      { test: { name: 'wide', include: several, ...wide, ...withPackage } },
      { test: { name: 'large', include: large, ...alone, ...withPackage } },
      // `npm run test:engines`: other engines than this host's, each on a machine of its own.
      { test: { name: 'engines', include: ['test/engines/**/*.test.ts'], ...alone, ...withPackage } },
      // `npm run test:versions`: each Kubernetes that a node image is built of, and several of them in one cluster.
      { test: { name: 'versions', include: ['test/versions/**/*.test.ts'], ...alone, ...withPackage } },
      // `npm run test:arm64`: a node image for arm64, made on amd64, and as much of a node as runs where the processor is emulated.
      { test: { name: 'arm64', include: ['test/arm64/**/*.test.ts'], ...alone, ...withPackage } },
      // `npm run test:long`, and no part of `npm test`: what takes minutes, and has a short form in one of the others.
      { test: { name: 'long', include: ['test/long/**/*.test.ts'], ...alone, ...withPackage } },
    ],
  },
})
