// "vitest-kind/global-setup", for those who cannot add a plugin: `globalSetup: ['vitest-kind/global-setup']`, options in
// `provide: { 'vitest-kind': { cluster: { … } } }`. Runs in Vitest's main process.
export { setup as default } from './vitest/setup.ts'
