// expect(target).toHaveEvent({ reason: 'Killing' }): what kubelet, scheduler or a controller said of it.
import type { MatcherState } from 'vitest'
import { type EventFields, fieldsOf } from '../../../kube/event-fields.ts'
import { KindError } from '../../../support/errors.ts'
import type { WaitOptions } from '../test-scope.ts'
import { expectTarget, type MatcherAnswer } from './expect-target.ts'

/** A text of `message` is a part of it. */
export interface ExpectedEvent {
  readonly reason: string
  readonly type?: 'Normal' | 'Warning'
  readonly message?: string | RegExp
}

// Events of what has no namespace are kept there.
const clusterNamespace = 'default'

export function toHaveEvent(
  state: MatcherState,
  received: unknown,
  expected: ExpectedEvent,
  options?: WaitOptions,
): Promise<MatcherAnswer> {
  if (typeof expected?.reason !== 'string')
    return Promise.reject(
      new KindError('KIND_CONFIG_INVALID', { what: "toHaveEvent() is given the reason of an event: { reason: 'Killing' }" }),
    )
  const { reason, type, message } = expected
  return expectTarget(
    state,
    received,
    {
      be: `have the event ${[type, reason, message].filter((part) => part !== undefined).join(' ')}`,
      // An event does not go again, not while a test runs.
      lasting: 'has it',
      beside: ({ kind, name, namespace = clusterNamespace }) => ({
        path: `/api/v1/namespaces/${namespace}/events`,
        query: { fieldSelector: [`involvedObject.kind=${kind}`, ...(name === undefined ? [] : [`involvedObject.name=${name}`])].join(',') },
      }),
      judge(objects, { title, name }, events) {
        // Those of an object that is gone are there still, and may be what is asked for.
        const names = name === undefined ? new Set(objects.map(({ metadata }) => metadata.name)) : new Set([name])
        const own = events.map(fieldsOf).filter((event) => names.has(event.involvedObject?.name ?? ''))
        const isIt = (event: EventFields): boolean =>
          event.reason === reason &&
          (type === undefined || event.type === type) &&
          (message === undefined ||
            (typeof message === 'string' ? (event.message ?? '').includes(message) : message.test(event.message ?? '')))
        const reasons = [...new Set(own.map((event) => event.reason))]
        const some = reasons.length === 0 ? 'no event' : `no such event; there are ${reasons.join(', ')}`
        return { ready: own.some(isIt), why: `${title} has ${some}` }
      },
    },
    options,
  )
}
