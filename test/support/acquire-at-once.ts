// Processes that want the same kept cluster at once → what each of them got; where asked, the one that makes it is killed half-way.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import type { ClusterOptions } from '../../src/config/options.ts'
import { readFile } from '../../src/docker/archive.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { listContainers } from '../../src/docker/containers.ts'
import { kindLabels, ownLabels, readOwner } from '../../src/plan/labels.ts'
import { nodePaths } from '../../src/plan/node-paths.ts'

export interface Acquired {
  readonly name: string
  readonly adopted: boolean
  readonly server: string
}

export interface Race {
  readonly engine: Engine
  readonly processes: number
  readonly name: string
  /** All but the name. */
  readonly options: ClusterOptions
  /** Where each has a folder of its own. */
  readonly directory: string
  /** With SIGKILL, while kubeadm is at work. */
  readonly killMaker?: boolean
}

const program = fileURLToPath(new URL('acquire-program.ts', import.meta.url))

/** Without what the killed one got: nothing. Throws with what a process has said that failed. */
export async function acquireAtOnce({ engine, processes, name, options, directory, killMaker = false }: Race): Promise<Acquired[]> {
  const children = Array.from({ length: processes }, (_, at) =>
    spawn(process.execPath, [program, JSON.stringify({ ...options, name }), join(directory, String(at))], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  onTestFinished(() => children.forEach((child) => child.kill('SIGKILL')))
  const results = Promise.all(children.map(readResult))
  if (killMaker) {
    const pid = await findMakerAtWork(engine, name)
    const maker = children.find((child) => child.pid === pid)
    expect(maker, `the maker, pid ${pid}, is one of them`).toBeDefined()
    maker!.kill('SIGKILL')
  }
  return (await results).filter((one) => one !== undefined)
}

async function readResult(child: ChildProcess): Promise<Acquired | undefined> {
  const ended = new Promise<number | null>((resolve) => void child.once('exit', resolve))
  const [said, complaint, code] = await Promise.all([text(child.stdout!), text(child.stderr!), ended])
  if (child.signalCode === 'SIGKILL') return undefined
  if (code !== 0) throw new Error(`a process that wanted the cluster ended with ${code}:\n${complaint}`)
  return JSON.parse(said) as Acquired
}

async function findMakerAtWork(engine: Engine, cluster: string): Promise<number | undefined> {
  let owner: string | undefined
  await expect
    .poll(
      async () => {
        const [node] = await listContainers(engine, { [kindLabels.cluster]: cluster })
        owner = node?.labels[ownLabels.owner]
        return node && readFile(engine, node.id, nodePaths.adminConfig).catch(() => undefined)
      },
      { timeout: 120_000, interval: 200 },
    )
    .toBeDefined()
  return readOwner(owner)?.pid
}
