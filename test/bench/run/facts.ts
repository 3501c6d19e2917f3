// Where and with what it was measured: ratios are told with it.
import { cpus, release } from 'node:os'
import type { Engine } from '../../../src/docker/connect.ts'
import versions from '../../../images/versions.json' with { type: 'json' }
import { packageVersion } from '../../../src/support/package-version.ts'

export interface BenchFacts {
  readonly date: string
  readonly cores: number
  readonly processor: string
  readonly kernel: string
  readonly engine: string
  readonly image: string
  readonly package: string
  readonly kind: string
}

export async function readFacts({ docker }: Engine, image: string): Promise<BenchFacts> {
  const [processor] = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    processor: processor?.model.trim() ?? 'unknown',
    kernel: release(),
    engine: (await docker.version()).Version,
    image,
    package: packageVersion,
    kind: versions.kind.version,
  }
}
