// The engine, its machine and the programs at work → what is well, what is not, and how many nodes fit. Leaves nothing behind.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { examineHost, examineWithoutEngine } from '../cluster/host/examine-host.ts'
import { findTakenImage } from '../cluster/find-node-image.ts'
import { defaults, familyDefaults } from '../config/defaults.ts'
import type { Environment } from '../config/env.ts'
import type { Engine } from '../docker/connect.ts'
import { findImage } from '../docker/images/images.ts'
import { planCapacity, type HostCapacity } from '../plan/host/capacity.ts'
import type { HostDemand, HostExamination, NodeImageFacts } from '../plan/host/examination.ts'
import type { Finding } from '../plan/host/finding.ts'
import { judgeBeforeBoot, judgeHost } from '../plan/host/judge-host.ts'
import { describeImageRemedy } from '../plan/node-image.ts'
import { describeError, isKindError, type KindError } from '../support/errors.ts'
import { packageVersion } from '../support/package-version.ts'
import { type ClusterContext, openEngine } from './context.ts'
import { pruneLeftovers } from './prune.ts'

export type { HostCapacity }
export type { Finding as HostFinding } from '../plan/host/finding.ts'

/** What `doctor` found. */
export interface HostReport {
  /** Whether nothing of it is a problem. */
  readonly ok: boolean
  readonly findings: readonly Finding[]
  readonly capacity: HostCapacity
}

/** One node with every default: what the first line of a new project asks for. */
const smallestDemand: HostDemand = {
  nodes: [{ role: 'control-plane' }],
  networking: { ipFamily: 'ipv4', ...familyDefaults.ipv4 },
}

// Of an engine that is well a few milliseconds; whoever asks what is wrong is told that it does not answer, and soon.
const connectWithinMs = 3_000
const answerWithinMs = 6_000

// What dead runs have left may include files that lead to an address where nobody answers.
const leftoversWithinMs = 1_200

type DoctorContext = Pick<ClusterContext, 'environment' | 'artifactsDirectory' | 'signal'> & {
  /** From where Vitest would be found. */
  readonly directory: string
}

/** Looks at everything that a boot depends on, and says what mends what is not well. Throws only when the caller wants no more of it. */
export async function doctor(context: DoctorContext): Promise<HostReport> {
  const host = await gather(context)
  const findings = judgeHost(host, smallestDemand)
  const { refused } = judgeBeforeBoot(host, smallestDemand)
  return {
    ok: findings.every(({ state }) => state !== 'problem'),
    findings,
    capacity: planCapacity(
      host,
      refused.map(({ check }) => check),
    ),
  }
}

async function gather(context: DoctorContext): Promise<HostExamination> {
  const { environment, signal, directory } = context
  const programs = { package: packageVersion, nodeJs: process.versions.node, vitest: findVitest(directory) }
  const search = { proxies: environment.proxies, network: environment.network }
  try {
    const connected = await openEngine({ environment, signal: AbortSignal.any([signal, AbortSignal.timeout(connectWithinMs)]) })
    const engine = connected.until(AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]))
    const image = await readImage(engine).catch(() => undefined)
    const [host, leftovers] = await Promise.all([
      examineHost(engine, { ...search, depth: 'all', image: image?.reference }),
      listLeftovers(context),
    ])
    return { ...host, more: { programs, image, leftovers } }
  } catch (error) {
    if (signal.aborted || !isKindError(error)) throw error
    return {
      ...(await examineWithoutEngine({ ...search, isHere: isSoughtHere(environment) })),
      ...describeSilence(error),
      more: { programs, image: undefined, leftovers: [] },
    }
  }
}

function describeSilence({ facts }: KindError): Pick<HostExamination, 'engine'> {
  return {
    engine: {
      silence: {
        what: facts.what.replace('before the time was up', `within ${connectWithinMs / 1000} s`),
        seen: facts.seen ?? [],
        do: facts.do ?? 'start the Docker engine, or set DOCKER_HOST',
      },
    },
  }
}

/** Whether nobody has named another machine, or a context, which may. */
function isSoughtHere({ engine: { DOCKER_HOST: host, DOCKER_CONTEXT: context } }: Environment): boolean {
  return host ? /^(unix|npipe):/.test(host) : !context || context === 'default'
}

async function readImage(engine: Engine): Promise<NodeImageFacts> {
  const { version } = defaults
  const taken = await findTakenImage(engine, version)
  const facts = taken && (await findImage(engine, taken.reference))
  return {
    version,
    reference: taken?.reference,
    notice: taken?.notice,
    platform: facts?.platform,
    remedy: describeImageRemedy(version),
  }
}

async function listLeftovers(context: DoctorContext): Promise<string[] | string> {
  const until = AbortSignal.timeout(leftoversWithinMs)
  try {
    const signal = AbortSignal.any([context.signal, until])
    const found = await pruneLeftovers({ dryRun: true }, { ...context, signal, onProgress: () => undefined })
    return found.map(({ kind, name }) => `${kind} ${name}`)
  } catch (error) {
    context.signal.throwIfAborted()
    return until.aborted ? `it took more than ${leftoversWithinMs / 1000} s` : describeError(error)
  }
}

function findVitest(directory: string): string | undefined {
  try {
    const { version } = createRequire(join(directory, 'package.json'))('vitest/package.json') as { readonly version: string }
    return version
  } catch {
    return undefined
  }
}
