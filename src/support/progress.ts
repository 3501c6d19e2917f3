// What is said while a cluster is made: events, so that every face (Vitest, CLI, a caller's own) prints them its way.

/** How long one boot action took. */
export interface ActionTiming {
  readonly action: string
  readonly elapsedMs: number
}

/** How far long work has come: an image that is pulled, loaded or built. */
export interface Amount {
  /** `pulling kindest/node:v1.37.2`: the same from its beginning to its end. */
  readonly what: string
  readonly done: number
  /** Absent while nobody knows. */
  readonly total?: number
  readonly unit: 'bytes' | 'steps'
  /** Of what comes in parts. */
  readonly layers?: { readonly done: number; readonly total: number }
  /** The last that is told of it: it is done, or was given up. */
  readonly over?: true
}

/** One fact about work under way. */
export type ProgressEvent =
  | { readonly type: 'started'; readonly cluster: string; readonly action: string }
  | { readonly type: 'finished'; readonly cluster: string; readonly action: string; readonly elapsedMs: number }
  | { readonly type: 'failed'; readonly cluster: string; readonly action: string; readonly elapsedMs: number }
  /** Of work under way, again and again, at most twice a second, and once when it is `over`. */
  | ({ readonly type: 'amount'; readonly cluster: string } & Amount)
  | { readonly type: 'notice'; readonly cluster: string; readonly text: string }
  /** For whoever wants to know more: 1 is an image that is pulled or loaded, 2 a rendered configuration, 3 a program's whole output. */
  | { readonly type: 'detail'; readonly cluster: string; readonly level: 1 | 2 | 3; readonly text: string }

export type OnProgress = (event: ProgressEvent) => void

export type OnAmount = (amount: Amount) => void
