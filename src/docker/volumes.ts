// Named volumes, by their labels.
import { askEngine, isGoneAfter, statusOf } from './ask-engine.ts'
import type { Engine } from './connect.ts'

export interface VolumeSummary {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** Volumes that carry the label, whatever its value. */
export async function listVolumes(engine: Engine, label: string): Promise<VolumeSummary[]> {
  const { Volumes: volumes } = await askEngine(engine, 'volumes could not be listed', () =>
    engine.docker.listVolumes({ filters: { label: [label] } }),
  )
  return (volumes ?? []).map((volume) => ({
    name: volume.Name,
    labels: volume.Labels ?? {},
    createdAt: Date.parse((volume as { readonly CreatedAt?: string }).CreatedAt ?? '') || 0,
  }))
}

/** One that is there already is fine. */
export async function createVolume(engine: Engine, name: string, labels: Readonly<Record<string, string>>): Promise<void> {
  await askEngine(engine, `volume ${name} could not be made`, () => engine.docker.createVolume({ Name: name, Labels: { ...labels } }))
}

export async function findVolume(engine: Engine, name: string): Promise<boolean> {
  return askEngine(engine, `volume ${name} could not be inspected`, () =>
    engine.docker
      .getVolume(name)
      .inspect()
      .then(
        () => true,
        (error: unknown) => {
          if (statusOf(error) === 404) return false
          throw error
        },
      ),
  )
}

/** Tells whether it went: one that a container has stays. Gone already is fine. */
export async function removeVolume(engine: Engine, name: string): Promise<boolean> {
  return askEngine(engine, `volume ${name} could not be removed`, () => isGoneAfter(engine.docker.getVolume(name).remove()))
}
