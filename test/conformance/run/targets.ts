// On what the suite is run: a cluster of ours and one of the real kind, of the same node image, each of one node and of one and two more.
import type { Shape } from '../../bench/contenders/contender.ts'

export type TargetName = 'ours-1' | 'ours-1+2' | 'kind-1' | 'kind-1+2'

export interface Target {
  readonly maker: 'ours' | 'kind'
  readonly shape: Shape
}

export const targets: Readonly<Record<TargetName, Target>> = {
  'ours-1': { maker: 'ours', shape: { controlPlanes: 1, workers: 0 } },
  'ours-1+2': { maker: 'ours', shape: { controlPlanes: 1, workers: 2 } },
  'kind-1': { maker: 'kind', shape: { controlPlanes: 1, workers: 0 } },
  'kind-1+2': { maker: 'kind', shape: { controlPlanes: 1, workers: 2 } },
}

export const targetNames = Object.keys(targets) as TargetName[]
