// An engine on a machine that cannot be looked at from here → what a container on it can read of that machine: its kernel is the
// machine's, and a volume lies on the engine's disk. A node that runs is asked; else a container of a node image, gone afterwards.
import { setTimeout as pause } from 'node:timers/promises'
import type { Engine } from '../../docker/connect.ts'
import { createContainer, listContainers, removeContainer, startContainer } from '../../docker/containers.ts'
import { runInContainer } from '../../docker/exec.ts'
import type { DiskFacts } from '../../plan/host/examination.ts'
import { kindLabels, ownLabels, renderOwner } from '../../plan/labels.ts'
import { isNode } from '../find.ts'
import { currentOwner } from '../owner.ts'
import { listSharedFiles, type ReadText } from './host-files.ts'

export interface SharedFiles {
  readonly read: ReadText
  readonly disks: readonly DiskFacts[]
}

export interface Look {
  /** Of the kernel, as the engine names it. */
  readonly release: string
  /** Of what a container is made where no node runs; undefined: none is made. */
  readonly image: string | undefined
}

/** Undefined where there is nothing to look through. */
export async function lookThroughContainer(engine: Engine, { release, image }: Look): Promise<SharedFiles | undefined> {
  const ask = async (id: string): Promise<SharedFiles> =>
    parseAnswer((await runInContainer(engine, id, ['sh', '-c', renderScript(listSharedFiles(release))], { allowFailure: true })).stdout)
  const node = (await listContainers(engine, { [kindLabels.cluster]: undefined })).find((one) => isNode(one) && one.state === 'running')
  if (node) return ask(node.id)
  return image === undefined ? undefined : withLookout(engine, image, ask)
}

// Longer than a look takes, should nobody be left to remove it.
const lifetimeS = '60'
const removalMs = 3_000
const lateMs = 1_000

async function withLookout<T>(engine: Engine, image: string, look: (id: string) => Promise<T>): Promise<T> {
  const owner = currentOwner({ ciRun: undefined, stays: false })
  const name = `vitest-kind-lookout-${owner.pid}-${owner.startedAtMs}`
  let id: string | undefined
  try {
    id = await createContainer(engine, {
      name,
      Image: image,
      Entrypoint: ['sleep', lifetimeS],
      // By which one that a killed process left is found.
      Labels: { [ownLabels.probe]: 'host', [ownLabels.owner]: renderOwner(owner) },
      Volumes: { [volume]: {} },
      HostConfig: { NetworkMode: 'none', Init: false, Binds: ['/lib/modules:/lib/modules:ro'] },
    })
    await startContainer(engine, id)
    return await look(id)
  } finally {
    // The caller's time may be up: this is done all the same. A creation that was cut off may be answered by a container later.
    if (id === undefined && engine.signal.aborted) await pause(lateMs)
    await removeContainer(engine.until(AbortSignal.timeout(removalMs)), name)
  }
}

const mark = '=== '
// On the disk of the engine, in a node too: its /var is a volume.
const volume = '/var/tmp'

// Of long lists only lines that may be wanted.
const excerpts: readonly (readonly [path: RegExp, print: string])[] = [
  [/\/modules\.\w+$/, `grep -E '/(overlay|vxlan|nf.tables|ip.tables|br.netfilter)\\.ko'`],
  [/\/config\.gz$/, `(zcat || pigz -dc) 2>/dev/null | grep -E '^CONFIG_(NET|OVERLAY_FS|VXLAN|NF_TABLES|IP_NF_IPTABLES|BRIDGE_NETFILTER)='`],
]

function renderScript(paths: readonly string[]): string {
  const show = paths.map((path) => {
    const print = excerpts.find(([wanted]) => wanted.test(path))?.[1] ?? 'cat'
    return `if [ -r ${path} ]; then echo '${mark}${path}'; ${print} <${path}; fi`
  })
  return [...show, `echo '${mark}blocks'; df -P -B1 ${volume}`, `echo '${mark}inodes'; df -P -i ${volume}`].join('\n')
}

function parseAnswer(stdout: string): SharedFiles {
  const files = new Map(
    `\n${stdout}`
      .split(`\n${mark}`)
      .slice(1)
      .map((part): [string, string] => {
        const end = part.indexOf('\n')
        return end < 0 ? [part, ''] : [part.slice(0, end), part.slice(end + 1)]
      }),
  )
  const [, totalBytes, , freeBytes] = readDiskLine(files.get('blocks'))
  const [, inodes, , freeInodes] = readDiskLine(files.get('inodes'))
  const facts = { directory: "the engine's volumes", totalBytes, freeBytes, freeInodes: inodes ? freeInodes : undefined }
  return {
    read: (path) => Promise.resolve(files.get(path)),
    disks: totalBytes !== undefined && freeBytes !== undefined ? [{ ...facts, totalBytes, freeBytes }] : [],
  }
}

/** The last line of `df -P`: device, all, taken, free, share, place. */
function readDiskLine(text: string | undefined): (number | undefined)[] {
  const fields = text?.trim().split('\n').at(-1)?.split(/\s+/) ?? []
  return fields.map((field) => (/^\d+$/.test(field) ? Number(field) : undefined))
}
