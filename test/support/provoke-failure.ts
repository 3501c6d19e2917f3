// A cluster that cannot come up → the error its boot ends with, and the cause that it was taken for.
import { expect } from 'vitest'
import type { ClusterOptions } from '../../src/config/options.ts'
import { causes } from '../../src/boot/causes/index.ts'
import { listContainers } from '../../src/docker/containers.ts'
import { isKindError, type KindError } from '../../src/support/errors.ts'
import type { TestContext } from './cluster-context.ts'
import { createCluster } from './make-cluster.ts'

export interface Provocation {
  readonly name: string
  readonly options: ClusterOptions
  /** Done beside the boot when the action has begun. */
  readonly during?: { readonly action: string; run(): Promise<unknown> }
}

export interface ProvokedFailure {
  readonly error: KindError
  /** The name of the rule that gave `why`; `none` where there is no cause. */
  readonly cause: string
  readonly elapsedMs: number
}

export async function provokeFailure(context: TestContext, { name, options, during }: Provocation): Promise<ProvokedFailure> {
  const startedAt = performance.now()
  let done: Promise<unknown> | undefined
  const onProgress: TestContext['onProgress'] = (event) => {
    context.onProgress(event)
    if (event.type === 'started' && event.action === during?.action) done = during.run()
  }
  const error: unknown = await createCluster({ name, ...options }, { ...context, onProgress }).then(
    () => new Error('the cluster came up'),
    (reason: unknown) => reason,
  )
  const elapsedMs = performance.now() - startedAt
  await done
  if (!isKindError(error)) throw error
  if (options.keepOnFailure !== true)
    expect(await listContainers(context.engine, { 'io.x-k8s.kind.cluster': name }), 'nothing is left').toEqual([])
  return { error, cause: nameCause(error.facts.why), elapsedMs }
}

function nameCause(why: string | undefined): string {
  if (why === undefined) return 'none'
  return (
    causes.find((cause) =>
      new RegExp(
        `^${cause.why
          .split(/\{\w+\}/)
          .map(escape)
          .join('.*')}$`,
      ).test(why),
    )?.name ?? why
  )
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
