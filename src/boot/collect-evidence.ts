// A cluster that failed → what tells why, by source: as files on the host and for the rules, taken before anything is removed.
import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Engine } from '../docker/connect.ts'
import { describeContainer, describeEmulation } from '../docker/describe.ts'
import { findCluster, type LoadBalancer } from '../cluster/cluster.ts'
import type { ClusterName } from '../config/cluster-name.ts'
import type { Node } from '../cluster/node.ts'
import { describeError, isKindError } from '../support/errors.ts'
import { makeDirectory } from '../support/make-directory.ts'
import type { Redactor } from '../support/redaction/redactor.ts'
import { kubeadmLog, refusalSource, type Evidence, type EvidenceSource } from './evidence/evidence.ts'
import { readFramed, renderContainerLogs, renderReports } from './evidence/framed-output.ts'
import { reportGroups } from './evidence/node-reports.ts'
import { readStoppedLogs } from './evidence/read-stopped-logs.ts'

export type { Evidence } from './evidence/evidence.ts'

// The evidence must not hold up the error: an engine or a node that says nothing gets this long, all of it together.
const defaultBudgetMs = 15_000
const consoleLines = 2000
// What more there is, is counted: a folder is looked into anyway.
const mostNamed = 4

export interface EvidenceOrder {
  readonly cluster: ClusterName
  /** Where it is written; the logs of its boot lie there already. */
  readonly directory: string
  /** Nothing is kept that has not gone through it. */
  readonly redactor: Redactor
  /** For all of it together, in milliseconds. @default 15_000 */
  readonly budgetMs?: number | undefined
}

/** Never throws. The engine may be one whose time is up: this has a time of its own. */
export async function collectEvidence(
  own: Engine,
  { cluster, directory, redactor, budgetMs = defaultBudgetMs }: EvidenceOrder,
): Promise<Evidence> {
  const engine = own.until(AbortSignal.timeout(budgetMs))
  const programs = await cleanProgramLogs(directory, redactor)
  const takeFrom = (name: string, questions: readonly Question[]): Promise<Evidence> => takeAll(name, questions, { directory, redactor })
  try {
    const { nodes, loadBalancer } = (await findCluster(engine, cluster)) ?? { nodes: [], loadBalancer: undefined }
    const taken = await Promise.all([
      ...nodes.map((node) => takeFrom(node.name, [...askEngine(engine, node), ...askNode(engine, node)])),
      ...(loadBalancer ? [takeFrom(loadBalancer.name, askEngine(engine, loadBalancer))] : []),
    ])
    return {
      sources: [...programs, ...taken.flatMap(({ sources }) => sources)],
      files: taken.flatMap(({ files }) => files),
      problems: taken.flatMap(({ problems }) => problems),
    }
  } catch (error) {
    return { sources: programs, files: [], problems: [`no evidence: ${describeError(error)}`] }
  }
}

/** What a question gives: one file or more, also those that came before it failed. */
interface Question {
  readonly about: string
  /** Calls `take` for each file. */
  ask(take: (file: string, text: string) => void): Promise<void>
}

function askEngine(engine: Engine, container: LoadBalancer): Question[] {
  return [
    { about: 'console.log', ask: async (take) => take('console.log', await container.logTail(consoleLines)) },
    {
      about: 'inspect.json',
      ask: async (take) => take('inspect.json', JSON.stringify(await inspect(engine, container.id), undefined, 2)),
    },
  ]
}

/** As the engine has it; and where the processor is emulated for it, from what to what. */
async function inspect(engine: Engine, id: string): Promise<object> {
  const [container, emulated] = await Promise.all([describeContainer(engine, id), describeEmulation(engine, id).catch(() => undefined)])
  return { ...(emulated !== undefined && { Emulated: emulated }), ...(container as object) }
}

function askNode(engine: Engine, node: Node): Question[] {
  if (!node.running) return [{ about: 'pods/', ask: (take) => readStoppedLogs(engine, node.id, take) }]
  const mark = `evidence-${randomBytes(8).toString('hex')}`
  const scripts = [...reportGroups.map((reports) => [reports[0]!.file, renderReports(reports, mark)]), ['pods/', renderContainerLogs(mark)]]
  return scripts.map(([about = '', script = '']) => ({
    about,
    async ask(take) {
      let output = ''
      try {
        await node.run(['sh', '-c', script], { allowFailure: true, onOutput: (chunk) => void (output += chunk) })
      } finally {
        for (const { file, text } of readFramed(output, mark)) take(file, text)
      }
    },
  }))
}

async function takeAll(
  node: string,
  questions: readonly Question[],
  { directory, redactor }: Pick<EvidenceOrder, 'directory' | 'redactor'>,
): Promise<Evidence> {
  const sources: EvidenceSource[] = []
  const failures = new Map<string, string>()
  const refusals: string[] = []
  await Promise.all(
    questions.map(({ about, ask }) =>
      ask((source, text) => void sources.push({ node, source, text: redactor.redact(text) })).catch((error: unknown) => {
        failures.set(about, describeError(error))
        if (isKindError(error)) refusals.push(...(error.facts.seen ?? []))
      }),
    ),
  )
  // What cannot be written (a full disk) can still be recognised.
  const written = await Promise.all(
    sources.map(async ({ source, text }) => {
      try {
        const path = join(directory, node, source)
        await makeDirectory(dirname(path))
        await writeFile(path, `${text}\n`, { mode: 0o600 })
        return [source]
      } catch (error) {
        failures.set(topOf(source), describeError(error))
        return []
      }
    }),
  )
  const names = (files: readonly string[]): string => `${node}/{${[...new Set(files)].toSorted().join(',')}}`
  const [reason] = failures.values()
  const files = written.flat()
  const shown = files.length > mostNamed ? `${node}/ (${files.length} files)` : names(files)
  return {
    // Why a node does not answer may be why it does not boot.
    sources: refusals.length === 0 ? sources : [...sources, { node, source: refusalSource, text: refusals.join('\n') }],
    files: files.length === 0 ? [] : [shown],
    problems: reason === undefined ? [] : [`no ${names([...failures.keys()])}: ${reason}`],
  }
}

/** `pods/` stands for all that is below it. */
function topOf(source: string): string {
  return source.includes('/') ? `${source.split('/')[0]}/` : source
}

/** Logs that the actions have written as their programs spoke: what they hold is judged when they are whole. */
async function cleanProgramLogs(directory: string, redactor: Redactor): Promise<EvidenceSource[]> {
  const names = await readdir(directory).catch(() => [])
  return Promise.all(
    names
      .filter((name) => kubeadmLog.test(name))
      .map(async (source) => {
        const path = join(directory, source)
        const said = await readFile(path, 'utf8').catch(() => '')
        const text = redactor.redact(said)
        if (text !== said) await writeFile(path, text).catch(() => undefined)
        return { node: '', source, text }
      }),
  )
}
