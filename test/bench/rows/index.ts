// All that is measured, in order. A group is one cluster of each contender at a time.
import type { Shape } from '../contenders/contender.ts'
import { createRow, deleteRow, processorRow } from './create.ts'
import { floor } from './floor.ts'
import { growthGroups } from './growth.ts'
import { cpu, disk, memory } from './idle.ts'
import { imageCompressed, imageSize } from './image.ts'
import { claim, deployment, job, namespace, namespaceGone, pod } from './inside.ts'
import { createKept, pool, poolTaken, prepared, reset, restored } from './kept.ts'
import { loadAbsent, loadPresent } from './load.ts'
import { newKind, ownedGone } from './new-kind.ts'
import { firstCall, importRow } from './program.ts'
import type { Group } from './row.ts'
import { service } from './service.ts'
import { adopted, resumed } from './take.ts'

const single: Shape = { controlPlanes: 1, workers: 0 }
const workers: Shape = { controlPlanes: 1, workers: 2 }
const controlPlanes: Shape = { controlPlanes: 3, workers: 0 }
const large: Shape = { controlPlanes: 3, workers: 2 }

export const groups: readonly Group[] = [
  {
    name: 'single',
    title: 'One node',
    nodes: [single],
    byDefault: true,
    rows: [
      createRow(single, 0.4),
      processorRow(single),
      firstCall,
      pod,
      deployment,
      service,
      claim,
      job,
      newKind,
      ownedGone,
      namespaceGone,
      namespace,
      adopted,
      resumed,
      cpu,
      memory,
      disk,
      deleteRow(single),
    ],
  },
  {
    name: 'workers',
    title: 'One control plane and two workers',
    nodes: [workers],
    byDefault: true,
    rows: [createRow(workers, 0.45), loadAbsent, loadPresent, deleteRow(workers)],
  },
  {
    name: 'kept',
    title: 'One node, from what was kept',
    // A spare is made only where there is room for another one.
    nodes: [single, single],
    byDefault: true,
    rows: [createKept, prepared, reset, restored, pool, poolTaken],
  },
  {
    name: 'alone',
    title: 'Without a cluster',
    nodes: [],
    byDefault: true,
    rows: [floor, importRow, imageSize],
  },
  {
    name: 'control-planes',
    title: 'Three control planes',
    nodes: [controlPlanes],
    byDefault: false,
    rows: [createRow(controlPlanes, 0.5), deleteRow(controlPlanes)],
  },
  {
    name: 'large',
    title: 'Three control planes and two workers',
    nodes: [large],
    byDefault: false,
    rows: [createRow(large, 0.5), deleteRow(large)],
  },
  { name: 'image', title: 'The image on the wire', nodes: [], byDefault: false, pairs: 1, rows: [imageCompressed] },
  ...growthGroups,
]
