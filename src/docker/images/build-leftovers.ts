// The engine → what builders of images have left that are gone: containers, volumes and untagged images that bear the builder's identity.
import { isProcessGone, parseIdentity } from '../../support/process-identity.ts'
import { askEngine, isGoneAfter } from '../ask-engine.ts'
import type { Engine } from '../connect.ts'

/** What a build needs beside its result bears this label; its value is the builder's identity. */
export const buildLabel = 'io.vitest-kind.build'

export interface BuildLeftover {
  readonly kind: 'container' | 'volume' | 'image'
  readonly name: string
  /** Milliseconds since 1970. */
  readonly createdAtMs: number
  /** Gone already is fine; false for what is in use after all. */
  remove(): Promise<boolean>
}

/** Never what a running builder still uses, nor what one on another machine has made: of that one nothing is known. */
export async function findBuildLeftovers(engine: Engine): Promise<BuildLeftover[]> {
  const { docker } = engine
  const filters = { label: [buildLabel] }
  const [containers, { Volumes: volumes }, images] = await askEngine(engine, 'what builds have left could not be listed', () =>
    Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listVolumes({ filters }),
      docker.listImages({ filters: { ...filters, dangling: ['true'] } }),
    ]),
  )
  const leftover = (kind: BuildLeftover['kind'], name: string, createdAtMs: number, remove: () => Promise<unknown>): BuildLeftover => ({
    kind,
    name,
    createdAtMs,
    remove: () => askEngine(engine, `${kind} ${name} could not be removed`, () => isGoneAfter(remove())),
  })
  // In this order: volumes and images are free when the containers have gone.
  return [
    ...containers
      .filter(isAbandoned)
      .map(({ Id, Names, Created }) =>
        leftover('container', (Names[0] ?? Id).replace(/^\//, ''), Created * 1000, () =>
          docker.getContainer(Id).remove({ force: true, v: true }),
        ),
      ),
    ...(volumes ?? []).filter(isAbandoned).map((volume) => {
      const { CreatedAt = '' } = volume as { readonly CreatedAt?: string }
      return leftover('volume', volume.Name, Date.parse(CreatedAt) || 0, () => docker.getVolume(volume.Name).remove())
    }),
    ...images
      .filter(isAbandoned)
      .map(({ Id, Created }) =>
        leftover('image', Id.replace(/^sha256:/, '').slice(0, 12), Created * 1000, () => docker.getImage(Id).remove()),
      ),
  ]
}

function isAbandoned({ Labels }: { Labels?: Record<string, string> | null }): boolean {
  const builder = parseIdentity(Labels?.[buildLabel] ?? '')
  return builder !== undefined && isProcessGone(builder) === true
}
