// How far several things have come, each told as often as it likes → events, of each at most two in a second, and none twice.
import type { Amount, OnAmount, OnProgress } from '../support/progress.ts'

const everyMs = 500
// Captured at load: users' tests may fake the clock.
const now = performance.now.bind(performance)

export function tellAmounts(cluster: string, onProgress: OnProgress): OnAmount {
  const told = new Map<string, { readonly amount: Amount; readonly at: number }>()
  return (amount) => {
    const last = told.get(amount.what)
    if (last && !amount.over && (now() - last.at < everyMs || isSame(last.amount, amount))) return
    told.set(amount.what, { amount, at: now() })
    onProgress({ type: 'amount', cluster, ...amount })
  }
}

function isSame(a: Amount, b: Amount): boolean {
  return a.done === b.done && a.total === b.total && a.layers?.done === b.layers?.done && a.layers?.total === b.layers?.total
}
