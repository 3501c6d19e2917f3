// Images that are built of folders, beside the boot: begun before it, and each loaded as soon as both are there.
import type { ImageSpec } from '../config/image-spec.ts'
import { buildImage } from '../docker/images/build-image.ts'
import type { Engine } from '../docker/connect.ts'
import type { OnAmount } from '../support/progress.ts'

export interface Builds {
  /** Fires when a build has failed, with its error as the reason: no boot is any use then. */
  readonly failed: AbortSignal
  /** Names of what has been built since the last time this was asked. */
  takeBuilt(): string[]
  /** The same of all that is left, when it is built. */
  awaitRest(): Promise<string[]>
  hasRest(): boolean
  /** Ends what is still being built. */
  stop(): Promise<void>
}

export function beginBuilds(engine: Engine, images: readonly ImageSpec[], onAmount?: OnAmount): Builds {
  const stopped = new AbortController()
  const failed = new AbortController()
  const own = engine.until(AbortSignal.any([engine.signal, stopped.signal]))
  const built: string[] = []
  const plans = images.flatMap((image) => ('build' in image ? [image.build] : []))
  let left = plans.length
  const building = plans.map(async (plan) => {
    try {
      await buildImage(own, plan, onAmount)
      built.push(plan.tag)
    } catch (error) {
      if (!own.signal.aborted) failed.abort(error)
    }
  })
  const takeBuilt = (): string[] => {
    left -= built.length
    return built.splice(0)
  }
  return {
    failed: failed.signal,
    takeBuilt,
    async awaitRest() {
      await Promise.all(building)
      failed.signal.throwIfAborted()
      return takeBuilt()
    },
    hasRest: () => left > 0,
    async stop() {
      stopped.abort(new Error('the boot has ended'))
      await Promise.all(building)
    },
  }
}
