// expect(target).toBeReady(): what ready means for its kind, as kubectl rollout status and kubectl wait know it.
import type { MatcherState } from 'vitest'
import type { Verdict } from '../../../kube/verdicts/verdicts.ts'
import type { WaitOptions } from '../test-scope.ts'
import { expectTarget, type MatcherAnswer } from './expect-target.ts'

export interface ReadyOptions extends WaitOptions {
  /** Waits on also when it cannot come any more: for an image that is pushed meanwhile, a node that joins. @default false */
  readonly patient?: boolean
}

export async function toBeReady(
  state: MatcherState,
  received: unknown,
  { patient = false, ...options }: ReadyOptions = {},
): Promise<MatcherAnswer> {
  const [{ judgeObject, judgeService, serviceLabel }, { groupLines }] = await Promise.all([
    import('../../../kube/verdicts/verdicts.ts'),
    import('../../../kube/verdicts/group-lines.ts'),
  ])
  return expectTarget(
    state,
    received,
    {
      be: 'be ready',
      endsHopeless: !patient,
      // Whether a Service leads anywhere is not in the Service.
      beside: ({ apiVersion, kind, namespace, name }) =>
        apiVersion === 'v1' && kind === 'Service'
          ? {
              path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
              query: { labelSelector: name === undefined ? serviceLabel : `${serviceLabel}=${name}` },
            }
          : undefined,
      judge(objects, { title, kind, apiVersion }, slices) {
        if (objects.length === 0) return { ready: false, why: `${title}: there is none` }
        const judge = (object: (typeof objects)[number]): Verdict =>
          apiVersion === 'v1' && kind === 'Service' ? judgeService(object, slices) : judgeObject(object)
        const unready = objects.map((object) => ({ object, ...judge(object) })).filter(({ ready }) => !ready)
        const why =
          unready.length === 1
            ? unready.map((one) => one.why)
            : groupLines(
                unready.map(({ object, state: is }) => ({ title: `${object.kind} ${object.metadata.name}`, state: is })),
                `of ${objects.length} ${kind}s`,
              )
        return { ready: unready.length === 0, why }
      },
    },
    options,
  )
}
