// Requests that undo what a test file did in a cluster, sent when its session ends before it has done so itself: it was killed. Main process.
import { describeError } from '../../support/errors.ts'
import type { Undo } from '../../kube/webhooks/host.ts'
import { isRefusal } from '../../kube/request-error.ts'
import type { BrokerSession, Handler } from './broker.ts'
import type { Calls } from '../request.ts'

const budgetMs = 10_000

/** Each call takes the place of the one before it in the same session. */
export function noteUndos(print: (line: string) => void): Handler<'undoAtEnd'> {
  const noted = new WeakMap<BrokerSession, Calls['undoAtEnd']['input']>()
  return async (input, session) => {
    const isFirst = !noted.has(session)
    noted.set(session, input)
    if (!isFirst) return
    session.onEnd(async () => {
      const { kubeconfig, undos } = noted.get(session) ?? input
      if (undos.length > 0) await sendAll(kubeconfig, undos, print)
    })
  }
}

async function sendAll(kubeconfig: string, undos: readonly Undo[], print: (line: string) => void): Promise<void> {
  const { connectKube } = await import('../../kube/connection.ts')
  await using connection = await connectKube(kubeconfig)
  const signal = AbortSignal.timeout(budgetMs)
  for (const undo of undos)
    await connection.request({ ...undo, signal }).catch((error: unknown) => {
      // What is gone already is undone; and a cluster that does not answer is going itself.
      if (isRefusal(error) && error.status !== 404)
        print(` kind  a webhook of a test that was killed is still there: ${describeError(error)}`)
    })
}
