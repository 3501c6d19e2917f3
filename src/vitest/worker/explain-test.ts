// A test that has ended → what the cluster knows of it: in its failure, and as a bundle of files. Loaded when one is to be explained. Never
// throws: a failure without an explanation is one all the same. On the way of the test it takes two seconds at most, whatever the cluster does.
import { setTimeout as pause } from 'node:timers/promises'
import { basename, join } from 'node:path'
import type { TestContext } from 'vitest'
import { keepBundle, type KeptBundle } from '../../artifacts/bundle/keep-bundle.ts'
import { createRedactor, type Redactor } from '../../support/redaction/redactor.ts'
import { readSecretValues } from '../../artifacts/redaction/secret-values.ts'
import { reportSight } from '../../artifacts/report-attempt.ts'
import { summarize } from '../../artifacts/summary/summarize.ts'
import { type Sight, takeSight } from '../../artifacts/sight.ts'
import type { KubeConnection } from '../../kube/connection.ts'
import { type Archive, openArchive } from './archive.ts'
import { attach } from './attach.ts'
import { extendFailure, findFailure } from './failure-text.ts'
import { nameNamespace } from './fixtures/namespace.ts'
import type { ProvidedRun } from '../provided.ts'
import { now, type TestScope } from './test-scope.ts'

// Of the two seconds: until then the cluster may answer, until then files are waited for. What is left is for Vitest to take them.
const lookMs = 1_200
const pathMs = 1_800
// An API server that has not answered by then is looked at from the engine, beside waiting for it: that takes a while, too.
const slowMs = 400
// Reading all logs of a large namespace. Its removal waits that long.
const restMs = 20_000
// A reader looks into a few. All are in the folder.
const mostAttached = 6

type Ended = Readonly<Pick<TestContext, 'annotate' | 'task'>>

interface Seen {
  readonly test: Ended
  readonly scope: TestScope
  readonly archive: Archive
  readonly connection: KubeConnection
  readonly sight: Sight
  readonly redactor: Redactor
  readonly summary: readonly string[]
  /** The failure's text as Vitest has noted it. */
  readonly failure: string | undefined
  /** In milliseconds since 1970. */
  readonly endedAtMs: number
}

export async function explainTest(test: Ended, scope: TestScope, run: ProvidedRun): Promise<void> {
  const over = new AbortController()
  const timeUp = pause(pathMs, undefined, { signal: over.signal }).catch(() => undefined)
  try {
    const signal = AbortSignal.timeout(lookMs)
    const endedAtMs = scope.startedAtMs + now() - scope.startedAt
    const archive = openArchive(run, await scope.find())
    // A program that logs in may take its time.
    const connection = await Promise.race([scope.connect(), timeUp])
    if (!archive || !connection) return
    const [sight, nodeLines] = await look(connection, scope, archive, { signal, timeUp })
    const failure = test.task.result?.state === 'fail' ? findFailure(test.task.result.errors) : undefined
    const redactor = createRedactor([...(await readWayIn(connection)), ...readSecretValues(sight.objects.filter(isSecret))])
    const lines = await summarize(
      connection,
      sight,
      { sinceMs: scope.startedAtMs, message: failure?.message ?? '', applied: scope.applied, nodeLines },
      signal,
    )
    const summary = lines.map(redactor.redact)
    const seen: Seen = { test, scope, archive, connection, sight, redactor, summary, failure: failure?.message, endedAtMs }
    // A test that has used nothing of a cluster with which nothing is wrong.
    if (scope.namespace === undefined && lines.length === 0) return
    const bundle = keep(seen)
    let isWhole = false
    scope.kept = bundle.done.then((problems) => {
      isWhole = true
      return report(seen, bundle, problems)
    })
    await Promise.race([scope.namespace === undefined ? scope.kept : bundle.done, timeUp])
    // On a full disk nothing is kept; what is still on its way will be.
    if (failure && !isTextJudged(test))
      extendFailure(failure, [...tellSummary(seen), ...(isWhole && bundle.files.length === 0 ? [] : [tellPlace(archive, bundle)])])
    const paths = bundle
      .listTelling()
      .slice(0, mostAttached)
      .map((file) => join(bundle.path, file))
    const attachments = paths.map((path) => ({ path, title: archive.tell(path) }))
    await Promise.race([attach(test, attachments, over.signal), timeUp])
  } catch {
    // The cluster is not there, and that is the failure; or Vitest takes no more of this test.
  } finally {
    over.abort()
  }
}

const unseen = 'there may be more: the nodes could not be looked at in time'

interface Times {
  readonly signal: AbortSignal
  readonly timeUp: Promise<void>
}

/** By both ways at once; where one of them is closed, more of the other. */
async function look(
  connection: KubeConnection,
  { namespace }: TestScope,
  { lookAtNodes }: Archive,
  { signal, timeUp }: Times,
): Promise<readonly [Sight, readonly string[]]> {
  const inTime = async (lines: Promise<readonly string[]>): Promise<readonly string[]> => (await Promise.race([lines, timeUp])) ?? [unseen]
  const seeing = takeSight(connection, namespace, signal)
  const told = inTime(lookAtNodes(false))
  const isSlow = await Promise.race([seeing.then(() => false), pause(slowMs, true)])
  const moreTold = isSlow ? inTime(lookAtNodes(true)) : undefined
  const sight = await seeing
  return [sight, sight.answered ? await told : await (moreTold ?? inTime(lookAtNodes(true)))]
}

function keep({ test: { task }, scope, archive, connection, sight, redactor, summary, failure }: Seen): KeptBundle {
  const name = scope.namespace ?? nameNamespace(task.name)
  return keepBundle(connection, sight, {
    path: join(archive.folder, name),
    occasion: { test: `${task.file.name} > ${task.fullTestName}`, failure, summary, applied: scope.applied, versions: archive.versions },
    run: archive.run,
    redactor,
    sinceMs: scope.startedAtMs,
    signal: AbortSignal.timeout(restMs),
  })
}

/** To the main process, for the page of the run. */
async function report(seen: Seen, { path, files }: KeptBundle, problems: readonly string[]): Promise<void> {
  const { test, scope, archive, sight, redactor, summary, failure, endedAtMs } = seen
  await archive.report({
    cluster: archive.cluster,
    test: test.task.id,
    attempt: {
      startedAtMs: scope.startedAtMs,
      endedAtMs,
      state: failure === undefined ? 'passed' : 'failed',
      ...(scope.namespace !== undefined && { namespace: scope.namespace }),
      summary,
      bundle: { folder: basename(path), files },
    },
    ...reportSight(sight, { sinceMs: scope.startedAtMs, seenAtMs: endedAtMs }, redactor.redact),
    gaps: problems,
  })
}

function tellSummary({ scope: { namespace }, summary }: Seen): readonly string[] {
  if (summary.length === 0) return []
  return [`when it failed, in ${namespace === undefined ? 'the cluster' : `namespace ${namespace}`}:`, ...summary]
}

function tellPlace({ tell }: Archive, { path }: KeptBundle): string {
  return `kept   ${tell(path)}/`
}

/** Our own, which some program may have printed. */
async function readWayIn(connection: KubeConnection): Promise<string[]> {
  const { token, clientKey } = await connection.access()
  return [token, clientKey].filter((secret) => secret !== undefined)
}

function isSecret({ kind, apiVersion }: { readonly kind: string; readonly apiVersion: string }): boolean {
  return kind === 'Secret' && apiVersion === 'v1'
}

/** Whether it runs again is decided by the text of its failure: that must stay the same one. */
function isTextJudged({ task: { retry } }: Ended): boolean {
  return typeof retry === 'object' && retry.condition !== undefined
}
