// Disk and memory of the engine's machine → whether they do for the nodes asked for. Pure.
import type { HostDemand, HostExamination } from './examination.ts'
import { count, describeNodes, gigabytes, hidden, type HostCheck, type Judgement, ok, refuse, refuseAndTell, unseen } from './finding.ts'
import { idleNeeds, leastNeeds, sumNeeds } from './node-needs.ts'

export const roomChecks: readonly HostCheck[] = [
  { area: 'limits', name: 'disk', boot: refuseAndTell, judge: judgeDisk },
  { area: 'limits', name: 'image-disk', boot: refuse, judge: judgeImageDisk },
  { area: 'limits', name: 'inodes', boot: refuseAndTell, judge: judgeInodes },
  { area: 'limits', name: 'memory', boot: refuseAndTell, judge: judgeMemory },
]

const freeDisk = 'docker system prune --volumes, or free space otherwise'

/** Where volumes are: a node's /var is one. */
function judgeDisk({ limits: { disks }, ...host }: HostExamination, demand: HostDemand): Judgement {
  const [disk] = disks
  if (!disk) return hidden(host) ?? unseen('the folder of the engine cannot be looked at')
  const { directory, freeBytes, totalBytes } = disk
  const wanted = sumNeeds(idleNeeds, demand, 'diskBytes')
  if (freeBytes >= wanted) return ok(`${gigabytes(freeBytes)} of ${gigabytes(totalBytes)} free at ${directory}`)
  return {
    state: 'problem',
    text: `not enough disk for ${count(demand.nodes.length, 'node')}: ${gigabytes(freeBytes)} free, ${gigabytes(wanted)} needed`,
    seen: [`${directory} (where the engine at ${host.where} keeps its data)`],
    do: freeDisk,
  }
}

// A node image takes half a gigabyte; a container of one that is there, next to nothing.
const imageBytes = 1e9
const containerBytes = 10e6

/** Where images are, when that is another disk: they may be there already. */
function judgeImageDisk({ limits: { disks } }: HostExamination, { nodes }: HostDemand): Judgement | undefined {
  const [, disk] = disks
  if (!disk) return undefined
  const text = `${gigabytes(disk.freeBytes)} of ${gigabytes(disk.totalBytes)} free at ${disk.directory}, where images are`
  if (disk.freeBytes < containerBytes * nodes.length) return { state: 'problem', text: `${text}: no container can be made`, do: freeDisk }
  return disk.freeBytes < imageBytes ? { state: 'warning', text: `${text}: no node image can be pulled or built`, do: freeDisk } : ok(text)
}

/** Files there may still be, however large. */
function judgeInodes({ limits: { disks } }: HostExamination, { nodes }: HostDemand): Judgement | undefined {
  const short = disks.find(({ freeInodes }) => freeInodes !== undefined && freeInodes < filesPerNode * nodes.length)
  if (!short) return undefined
  return {
    state: short.freeInodes === 0 ? 'problem' : 'warning',
    text: `${short.freeInodes} files more can be made at ${short.directory}, however much room there is, and ${describeNodes({ nodes })} more`,
    do: 'docker system prune --volumes, or remove small files otherwise',
  }
}

// Of its image, copied into its /var.
const filesPerNode = 1_000

function judgeMemory({ limits: { memory }, ...host }: HostExamination, demand: HostDemand): Judgement {
  if (!memory) return hidden(host) ?? unseen('how much memory there is, the kernel does not say')
  const { totalBytes, availableBytes = totalBytes, swapFreeBytes } = memory
  const swap = swapFreeBytes > 0 ? `, and ${gigabytes(swapFreeBytes)} of swap` : ''
  const text =
    memory.availableBytes === undefined
      ? `${gigabytes(totalBytes)} of memory in all`
      : `${gigabytes(availableBytes)} of ${gigabytes(totalBytes)} of memory are free${swap}`
  const room = availableBytes + swapFreeBytes
  const wanted = sumNeeds(idleNeeds, demand, 'memoryBytes')
  if (room >= wanted) return ok(text)
  const scarce = `${text}, and ${describeNodes(demand)} about ${gigabytes(wanted)}`
  const remedy = 'give the engine more memory, or stop other clusters: npx vitest-kind get clusters'
  return room < sumNeeds(leastNeeds, demand, 'memoryBytes')
    ? { state: 'problem', text: `${scarce}: the API server and etcd would be killed`, do: remedy }
    : { state: 'warning', text: scarce, do: remedy }
}
