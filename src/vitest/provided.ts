// What goes from the configuration to the main process and from there to test files, through Vitest's provide/inject.
// Types and keys only; both sides import it.
import type {} from 'vitest'
import type { KindOptions } from './options.ts'
import type { BrokerAddress, ClusterAnswer } from './request.ts'

/** What set-up leaves for the test files of a project. */
export interface ProvidedRun {
  /** Root of the project: relative manifest paths count from here. */
  readonly root: string
  /** The declared cluster, or why there is none. */
  readonly declared: ClusterAnswer
  /** Where to ask for others; absent when set-up failed before it could answer. */
  readonly broker?: BrokerAddress
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Options for `vitest-kind/global-setup`; the plugin puts them here by itself. */
    'vitest-kind'?: KindOptions
    /** Ours. */
    'vitest-kind:run'?: ProvidedRun
  }
}
