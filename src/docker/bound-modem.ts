// dockerode's modem + a signal → the same modem, whose every request ends when the signal fires, and when the engine says nothing
// for too long. Everything dockerode does goes through here, so nothing can be asked without it.
import { addAbortSignal, Readable, Stream } from 'node:stream'
import type Dockerode from 'dockerode'

type Modem = Dockerode['modem']
type Answer = Parameters<NonNullable<Parameters<Modem['dial']>[1]>>

// Captured at load: users' tests may fake the global timer.
const startTimer = globalThis.setTimeout

// What is answered only when something else has happened takes as long as that takes: the caller's signal ends it.
const unlimited = /^\/(containers\/[^/]+\/(wait|logs|attach)|images\/(create|get|load|[^?]+\/(push|get))|build)\b/

// Looking takes an idle engine milliseconds. Changing may copy a whole image (storage driver vfs) or wait for processes to end:
// as long as a whole boot may take by default.
const answerWithin = { look: 60_000, change: 180_000 } as const

/** The engine has taken a request and says nothing. */
export class NoAnswerError extends Error {}

/** `answerWithinMs` replaces what each request is given otherwise. */
export function bindModem(modem: Modem, signal: AbortSignal, answerWithinMs?: number): Modem {
  const dial: Modem['dial'] = (request, callback = () => undefined) => {
    // A call may bring one of its own.
    const signals = request.abortSignal ? [signal, request.abortSignal] : [signal]
    const fired = signals.find(({ aborted }) => aborted)
    if (fired) return callback(endedBy(fired), null)

    const underWay = new AbortController()
    let answered = false
    const answer = (...[error, result]: Answer): void => {
      if (answered) return discard(result)
      answered = true
      clearTimeout(timer)
      for (const one of signals) one.removeEventListener('abort', stop)
      // A stream is bound for as long as it is read. It may be one of readable-stream's.
      if (result instanceof Stream) for (const one of signals) addAbortSignal(one, result)
      callback(error, result)
    }
    const giveUp = (error: Error): void => {
      answer(error, null)
      underWay.abort(error)
    }
    const stop = (): void => giveUp(endedBy(signals.find(({ aborted }) => aborted) ?? signal))
    for (const one of signals) one.addEventListener('abort', stop)
    const withinMs = unlimited.test(request.path)
      ? undefined
      : (answerWithinMs ?? answerWithin[request.method === 'GET' ? 'look' : 'change'])
    const timer =
      withinMs === undefined
        ? undefined
        : startTimer(() => giveUp(new NoAnswerError(`accepts connections, but did not answer within ${withinMs / 1000} s`)), withinMs)
    modem.dial({ ...request, abortSignal: underWay.signal }, answer)
  }
  return Object.assign(Object.create(modem) as Modem, { dial })
}

function endedBy({ reason }: AbortSignal): Error {
  return Object.assign(new Error('ended early', { cause: reason }), { code: 'ABORT_ERR' })
}

/** What comes after nobody waits for it any more; an open stream would keep Node.js alive. */
function discard(result: Answer[1]): void {
  if (result instanceof Readable) result.on('error', () => undefined).destroy()
}
