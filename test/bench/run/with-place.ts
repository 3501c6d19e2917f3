// An engine with a node image, the kind program and both contenders → whatever is done with them; then all that was made for it is gone.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findPresentImage } from '../../../src/cluster/find-node-image.ts'
import { defaults } from '../../../src/config/defaults.ts'
import { readEnvironment } from '../../../src/config/env.ts'
import { connectEngine, type Engine } from '../../../src/docker/connect.ts'
import { findNetwork, removeNetwork } from '../../../src/docker/networks.ts'
import type { Contender } from '../contenders/contender.ts'
import { createKind } from '../contenders/kind.ts'
import { createOurs } from '../contenders/ours.ts'
import { standInForEnvoy } from '../contenders/stand-in.ts'
import { findKind } from '../../support/run-kind.ts'
import { removeLoadedImage } from '../rows/load.ts'
import type { Group } from '../rows/row.ts'

const project = fileURLToPath(new URL('../../..', import.meta.url))

export interface Place {
  readonly engine: Engine
  /** The node image. */
  readonly image: string
  readonly directory: string
  /** Name of the nodes' network. */
  readonly network: string
  readonly contenders: readonly Contender[]
}

export async function withPlace<T>(groups: readonly Group[], signal: AbortSignal, use: (place: Place) => Promise<T>): Promise<T> {
  const { engine: places, network } = readEnvironment()
  const engine = await connectEngine(places, new AbortController().signal)
  const image = await findPresentImage(engine, defaults.version)
  if (image === undefined) throw new Error('no node image: npm run images')
  const say = (text: string): void => console.error(text)
  const program = await findKind()
  // kind never takes its network away again.
  const hadNetwork = (await findNetwork(engine, network)) !== undefined
  const isBalanced = groups.some(({ nodes }) => nodes.some(({ controlPlanes }) => controlPlanes > 1))
  const standIn = isBalanced ? await standInForEnvoy(engine, image) : undefined
  if (standIn) say(standIn.notice)
  const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-bench-'))
  const config = join(project, 'fixtures/configs/kind-restricted-host.yaml')
  try {
    const contenders = [createOurs({ image, directory, signal }), createKind({ program, image, directory, config })]
    return await use({ engine, image, directory, network, contenders })
  } finally {
    await standIn?.remove()
    await removeLoadedImage(engine)
    await rm(directory, { recursive: true })
    const left = hadNetwork ? undefined : await findNetwork(engine, network)
    if (left) await removeNetwork(engine, left.id)
  }
}
