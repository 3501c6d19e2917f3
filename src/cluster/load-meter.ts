// Bytes of images that go into nodes, or come out of them → how far that has come.
import type { OnAmount } from '../support/progress.ts'
import type { Node } from './node.ts'

export interface LoadMeter {
  onBytes(bytes: number): void
  /** However it ended. */
  end(): void
}

/** `what`: the image, or where it comes from. */
export function createLoadMeter(what: string, nodes: readonly Pick<Node, 'name'>[], onAmount: OnAmount): LoadMeter {
  return createMeter(`loading ${what} into ${nodes.length === 1 ? nodes[0]!.name : `${nodes.length} nodes`}`, onAmount)
}

/** `what`: all of it, `saving 3 images`. */
export function createMeter(what: string, onAmount: OnAmount): LoadMeter {
  const amount = { what, unit: 'bytes' } as const
  let done = 0
  return {
    onBytes: (bytes) => onAmount({ ...amount, done: (done = bytes) }),
    end: () => onAmount({ ...amount, done, over: true }),
  }
}
