// A cluster that is there already, taken by a run: kind has nothing like it, so that its boot is what these save.
import { acquireCluster, pauseCluster, resumeCluster } from '../../../src/api.ts'
import type { Row, Stage } from './row.ts'
import { time } from './row.ts'

const against = 'create-1'

export const adopted: Row = {
  name: 'adopted',
  title: 'Adopted: taken as it stands',
  unit: 'ms',
  of: ['ours'],
  against,
  measure: (stage) =>
    time(() => acquireCluster({ name: nameOf(stage), image: stage.image, reuse: 'always' }, { artifactsDirectory: stage.directory })),
}

export const resumed: Row = {
  name: 'resumed',
  title: 'Resumed: paused, usable again',
  unit: 'ms',
  of: ['ours'],
  against,
  async measure(stage) {
    const how = { artifactsDirectory: stage.directory }
    await pauseCluster(nameOf(stage), how)
    return time(() => resumeCluster(nameOf(stage), how))
  },
}

function nameOf({ clusters }: Stage): string {
  return clusters[0]!.name
}
