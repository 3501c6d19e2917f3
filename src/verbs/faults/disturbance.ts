// What one test has done to a cluster and not yet taken back. Data only: who undoes it is fault-session.ts.
import type { Scene } from './scene.ts'

/** A thing about a node that is in order or not. */
export type Aspect = 'power' | 'freeze' | 'network' | 'delay' | 'disk' | 'schedule' | 'api'

/** Takes one fault back. Where it has gone by itself, it does nothing. */
export type Undo = (scene: Scene) => Promise<void>

export interface OpenFault {
  readonly node: string
  readonly aspect: Aspect
  readonly undo: Undo
}

export interface Disturbance {
  /** Before it is done: what fails half-way is undone as well. */
  note(fault: OpenFault): void
  /** That is in order again. */
  settle(node: string, aspect: Aspect): void
  has(node: string, aspect: Aspect): boolean
  /** Whether the node is away, so that nothing can be waited for on it. */
  isAway(node: string): boolean
  /** The last one noted is the first. */
  readonly open: readonly OpenFault[]
}

export function createDisturbance(): Disturbance {
  const open = new Map<string, OpenFault>()
  const keyOf = (node: string, aspect: Aspect): string => `${node} ${aspect}`
  const has = (node: string, aspect: Aspect): boolean => open.has(keyOf(node, aspect))
  return {
    note(fault) {
      const key = keyOf(fault.node, fault.aspect)
      open.delete(key)
      open.set(key, fault)
    },
    settle: (node, aspect) => void open.delete(keyOf(node, aspect)),
    has,
    isAway: (node) => has(node, 'power') || has(node, 'freeze') || has(node, 'network'),
    get open() {
      return [...open.values()].toReversed()
    },
  }
}
