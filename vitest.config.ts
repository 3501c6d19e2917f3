import { defineConfig } from 'vitest/config'

// What boots clusters runs one file after another: each boot wants two cores. What does not runs beside each other, before it.
const alone = { fileParallelism: false, globalSetup: ['test/support/build-package.ts'] }

export default defineConfig({
  test: {
    // Its end is the end of the whole run: what is left behind then fails it.
    globalSetup: ['test/support/leftovers.ts'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/rules/**/*.test.ts'], isolate: false, sequence: { groupOrder: 0 } } },
      { test: { name: 'docker', include: ['test/docker/**/*.test.ts', 'test/host/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000, sequence: { groupOrder: 1 } } },
      { test: { name: 'plugin', include: ['test/plugin/**/*.test.ts'], ...alone, testTimeout: 180_000, hookTimeout: 180_000, sequence: { groupOrder: 2 } } },
      { test: { name: 'cluster', include: ['test/cluster/**/*.test.ts'], ...alone, testTimeout: 300_000, hookTimeout: 300_000, sequence: { groupOrder: 3 } } },
    ],
  },
})
