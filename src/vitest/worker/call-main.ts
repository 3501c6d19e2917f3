// A call to the main process that has the time of the test. Worker side.
import { inject } from 'vitest'
import { KindError } from '../../support/errors.ts'
import { type CallName, type Calls, connectMainProcess } from '../request.ts'
import { startWait, type TestScope, type WaitOptions } from './test-scope.ts'

export interface MainCall extends WaitOptions {
  /** What is waited for, as the subject of "… did not happen". */
  readonly awaited: string
}

/** The main process notices by the end of the connection that nobody waits any more. Throws what the call threw there, KIND_TIMED_OUT, KIND_CANCELLED. */
export async function callMain<Name extends CallName>(
  scope: TestScope,
  name: Name,
  input: Calls[Name]['input'],
  { awaited, ...options }: MainCall,
): Promise<Calls[Name]['output']> {
  const broker = inject('vitest-kind:run')?.broker
  if (!broker) throw new KindError('KIND_SETUP_MISSING', { what: "Vitest's main process cannot be asked: its set-up failed" })
  const deadline = startWait(scope, options)
  deadline.check(awaited)
  const main = await connectMainProcess(broker)
  deadline.signal.addEventListener('abort', main.close, { once: true })
  try {
    return await main.call(name, input)
  } catch (error) {
    deadline.check(awaited)
    throw error
  } finally {
    deadline.signal.removeEventListener('abort', main.close)
    main.close()
  }
}
