import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Its end is the end of the whole run: what is left behind then fails it.
    globalSetup: ['test/support/leftovers.ts'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/rules/**/*.test.ts'], isolate: false } },
      { test: { name: 'docker', include: ['test/docker/**/*.test.ts', 'test/host/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 } },
      { test: { name: 'plugin', include: ['test/plugin/**/*.test.ts'], globalSetup: ['test/support/build-package.ts'], testTimeout: 180_000, hookTimeout: 180_000 } },
      { test: { name: 'cluster', include: ['test/cluster/**/*.test.ts'], globalSetup: ['test/support/build-package.ts'], testTimeout: 300_000, hookTimeout: 300_000 } },
    ],
  },
})
