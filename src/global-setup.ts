// "vitest-kind/global-setup", for those who cannot add a plugin: `globalSetup: ['vitest-kind/global-setup']`, options in
// `provide: { 'vitest-kind': { cluster: { … } } }`. Runs in Vitest's main process.
import { createRequire, enableCompileCache } from 'node:module'
import { findProgram } from './support/package-files.ts'
import type * as Setup from './vitest/main/setup.ts'

// What an engine and a cluster need is six hundred files, most of them of packages: compiling them anew takes a third of an adoption.
enableCompileCache()

// Node.js itself loads the rest. Where this package is linked (a workspace, this repository) Vite's module runner would:
// with one copy for each project, and none that can still import anything when Vitest closes and clusters are to go.
const { setup } = createRequire(import.meta.url)(findProgram('vitest/main/setup')) as typeof Setup

export default setup
