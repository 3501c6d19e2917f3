// The folder for kubeconfigs and evidence → what lies there of clusters that are gone. Follows no link.
import type { Dirent } from 'node:fs'
import { lstat, readdir, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { clusterDirectory, errorPath, isKubeconfigFile, kubeconfigPath } from '../../cluster/paths.ts'
import { type ClusterName, isClusterName } from '../../config/cluster-name.ts'
import type { ContainerSummary } from '../../docker/containers.ts'
import { readKubeAccess } from '../../kube/kubeconfig/kubeconfig.ts'
import { isBundleName, pageFile } from '../../support/bundle-folders.ts'
import { type FileFacts, judgeFiles } from './judge-leftovers.ts'
import type { RemovableLeftover } from './leftover.ts'

export interface FileLeftoverSearch {
  readonly artifactsDirectory: string
  /** What was written at this moment or later stays. */
  readonly beforeMs: number
  /** Names of the clusters on the engine now. */
  readonly listNames: () => Promise<ReadonlySet<string>>
}

// On one host a port that nobody listens at refuses at once.
const answerMs = 2_000

export async function findFileLeftovers({ artifactsDirectory, beforeMs, listNames }: FileLeftoverSearch): Promise<RemovableLeftover[]> {
  if (!(await isFolder(dirname(artifactsDirectory))) || !(await isFolder(artifactsDirectory))) return []
  const folders = (await readdir(artifactsDirectory, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const names = await listNames()
  const judge = async (name: ClusterName, there: ReadonlySet<string>) => {
    const facts = await readFacts(clusterDirectory(artifactsDirectory, name), name, there.has(name))
    return facts && { facts, verdict: judgeFiles(facts, beforeMs) }
  }
  const judged = await Promise.all(
    folders.map(async ({ name }): Promise<RemovableLeftover | undefined> => {
      if (!isClusterName(name)) return undefined
      const found = await judge(name, names)
      if (!found?.verdict.goes) return undefined
      const path = clusterDirectory(artifactsDirectory, name)
      return {
        kind: 'files',
        name: path,
        why: `${found.facts.content} of cluster ${name}: ${found.verdict.why}`,
        createdAtMs: found.facts.changedAtMs,
        async remove() {
          if (!(await judge(name, await listNames()))?.verdict.goes) return false
          await rm(path, { recursive: true, force: true })
          return true
        },
      }
    }),
  )
  return judged.filter((leftover) => leftover !== undefined)
}

/** Whether a folder may go with these containers: it is ours, and its kubeconfig leads to them or nowhere. */
export async function areFilesOf(directory: string, name: ClusterName, containers: readonly ContainerSummary[]): Promise<boolean> {
  if (!(await isFolder(dirname(directory))) || !(await isFolder(directory))) return false
  const facts = await readFacts(directory, name, false)
  if (!facts?.ours) return false
  const port = Number(facts.address?.port)
  return (
    facts.server === 'none' || facts.server === 'refuses' || containers.some(({ ports }) => ports.some(({ hostPort }) => hostPort === port))
  )
}

/** Undefined for a folder in which nothing is: one that is just being filled looks so. */
async function readFacts(directory: string, cluster: ClusterName, clusterThere: boolean) {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
  if (entries.length === 0) return undefined
  const isEvidence = (entry: Dirent): boolean =>
    (entry.isDirectory() &&
      entry.name.startsWith(`${cluster}-`) &&
      /^(control-plane|worker)\d*$|^external-load-balancer$/.test(entry.name.slice(cluster.length + 1))) ||
    (entry.isFile() && entry.name === basename(errorPath(directory)))
  const isBundle = (entry: Dirent): boolean => entry.isDirectory() && isBundleName(entry.name)
  const isPage = (entry: Dirent): boolean => entry.isFile() && entry.name === pageFile
  const isKubeconfig = (entry: Dirent): boolean => entry.isFile() && isKubeconfigFile(entry.name)
  // Of every boot, whatever became of it.
  const isLog = (entry: Dirent): boolean => entry.isFile() && /^kubeadm-(init|join-.+)\.log$/.test(entry.name)
  const times = await Promise.all(
    [directory, ...entries.map(({ name }) => join(directory, name))].map(async (path) => (await lstat(path)).mtimeMs),
  )
  const address = entries.some(isKubeconfig) ? await readAddress(kubeconfigPath(directory)) : undefined
  const facts: FileFacts = {
    clusterThere,
    ours: entries.every((entry) => isEvidence(entry) || isKubeconfig(entry) || isLog(entry) || isBundle(entry) || isPage(entry)),
    server: address === undefined || clusterThere ? 'none' : await knock(address),
    changedAtMs: Math.max(...times),
  }
  const content = [
    ...(entries.some(isKubeconfig) ? ['kubeconfig'] : []),
    ...(entries.some(isEvidence) ? ['evidence of a boot that failed'] : entries.some(isLog) ? ['logs of its boot'] : []),
    // The page of a boot that failed is part of its evidence.
    ...(entries.some(isBundle) || (entries.some(isPage) && !entries.some(isEvidence)) ? ['what was kept of tests'] : []),
  ].join(' and ')
  return { ...facts, address, content }
}

interface Address {
  readonly host: string
  readonly port: string
}

/** Undefined for a file that leads nowhere. */
async function readAddress(file: string): Promise<Address | undefined> {
  try {
    const { hostname, port } = new URL(readKubeAccess(await readFile(file, 'utf8')).server)
    return { host: hostname.replace(/^\[|\]$/g, ''), port: port || '443' }
  } catch {
    return undefined
  }
}

function knock({ host, port }: Address): Promise<FileFacts['server']> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) })
    const end = (answer: FileFacts['server']): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(answerMs, () => end('cannot be told'))
    socket.once('connect', () => end('accepts'))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED' ? 'refuses' : 'cannot be told'))
  })
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
