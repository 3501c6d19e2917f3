// What goes from the configuration to the main process and from there to test files, through Vitest's provide/inject.
// Types and keys only; both sides import it.
import type {} from 'vitest'
import type { KindOptions } from './options.ts'
import type { BrokerAddress, ClusterAnswer } from './request.ts'

/** What set-up leaves for the test files of a project. */
export interface ProvidedRun {
  /** Root of the project: relative manifest paths count from here. */
  readonly root: string
  /** The declared cluster, or why there is none; absent when it is made for the first who asks. */
  readonly declared?: ClusterAnswer
  /** Path of a kubeconfig that leads nowhere; absent when set-up failed before it could be written. */
  readonly closedKubeconfig?: string
  /** Where to ask for others; absent when set-up failed before it could answer. */
  readonly broker?: BrokerAddress
  /** Absent when set-up failed before it could say. */
  readonly artifacts?: ProvidedArtifacts
}

/** What is kept of tests. */
export interface ProvidedArtifacts {
  readonly when: NonNullable<KindOptions['artifacts']>
  /** Of all clusters. */
  readonly directory: string
  /** Identity of the main process, as one word. */
  readonly run: string
  /** Name → version, as far as the main process knows them. */
  readonly versions: Readonly<Record<string, string>>
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Options for `vitest-kind/global-setup`; the plugin puts them here by itself. */
    'vitest-kind'?: KindOptions
    /** Ours. */
    'vitest-kind:run'?: ProvidedRun
  }
}
