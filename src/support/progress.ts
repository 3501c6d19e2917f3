// What is said while a cluster is made: events, so that every face (Vitest, CLI, a caller's own) prints them its way.

/** How long one boot action took. */
export interface ActionTiming {
  readonly action: string
  readonly elapsedMs: number
}

/** One fact about work under way. */
export type ProgressEvent =
  | { readonly type: 'started'; readonly cluster: string; readonly action: string }
  | { readonly type: 'finished'; readonly cluster: string; readonly action: string; readonly elapsedMs: number; readonly note?: string }
  | { readonly type: 'failed'; readonly cluster: string; readonly action: string; readonly elapsedMs: number }
  | { readonly type: 'notice'; readonly cluster: string; readonly text: string }
  /** For whoever wants to know more: 1 is an image that is pulled, 2 a rendered configuration, 3 a program's whole output. */
  | { readonly type: 'detail'; readonly cluster: string; readonly level: 1 | 2 | 3; readonly text: string }

export type OnProgress = (event: ProgressEvent) => void
