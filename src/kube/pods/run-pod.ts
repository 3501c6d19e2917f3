// An image and argv → a pod that runs once: its exit code and what it wrote. The pod is gone afterwards, whatever happened.
import type { V1Pod } from '@kubernetes/client-node'
import { ConfigError, describeError, KindError } from '../../support/errors.ts'
import { awaitObjects } from '../await-objects.ts'
import { containerStatuses } from './await-pod.ts'
import type { KubeConnection } from '../connection.ts'
import { type ClusterEvent, readEvents } from '../events.ts'
import { attachStdin } from './exec.ts'
import type { KubeObject } from '../object.ts'
import { createObject } from '../objects.ts'
import type { Patience } from './pod-group.ts'
import { findFirstFailure } from '../verdicts/hopeless.ts'
import { hasEnded, judgePod } from '../verdicts/pod-verdict.ts'
import { isRefusal, KubeRequestError } from '../request-error.ts'

export interface OneShot extends Patience {
  readonly image: string
  /** For the image's entrypoint. Without it, the image's own command. */
  readonly argv?: readonly string[] | undefined
  readonly namespace: string
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly stdin?: string | Uint8Array | undefined
  readonly serviceAccount?: string | undefined
}

const container = 'run'
const removalBudgetMs = 10_000

/** Throws KIND_POD_FAILED at once for what cannot start, KIND_TIMED_OUT with what was written so far, KIND_CANCELLED, KubeRequestError. */
export async function runPod(connection: KubeConnection, shot: OneShot): Promise<{ readonly exitCode: number; readonly output: string }> {
  checkShot(shot)
  const { namespace, deadline, explainMs } = shot
  const name = namePod(shot.image)
  const path = `/api/v1/namespaces/${namespace}/pods`
  const readOutput = (signal: AbortSignal): Promise<string> =>
    connection.request<string>({ path: `${path}/${name}/log`, query: { container }, accept: '*/*', signal })
  try {
    await createObject(connection, renderPod(name, shot), deadline.signal).catch((error: unknown) => {
      deadline.check(`the making of a pod of ${shot.image}`)
      throw failed(shot, isRefusal(error) ? error.apiMessage : describeError(error), error)
    })
    let feeding: Promise<void> | undefined
    const [ended] = await awaitObjects(connection, {
      path,
      query: { fieldSelector: `metadata.name=${name}` },
      awaited: `the end of Pod ${name} of ${shot.image}`,
      deadline,
      ...(explainMs !== undefined && { explainMs }),
      judge([pod]) {
        if (!pod) throw failed(shot, 'its pod was removed by somebody else')
        const failure = findFirstFailure(pod)
        if (failure !== undefined) throw failed(shot, failure)
        if (shot.stdin !== undefined && runs(pod))
          feeding ??= attachStdin(connection, { in: { name, namespace, container }, stdin: [Buffer.from(shot.stdin)], deadline })
        // A program need not read its stdin, and may have ended before.
        feeding?.catch(() => undefined)
        return { ready: hasEnded(pod), why: judgePod(pod).why }
      },
      explain: async (_pods, signal) => [
        ...(await readOutput(signal).then(lastLines, () => [])),
        ...(await readEvents(connection, { target: `pod/${name}`, namespace, signal })).flatMap(tellWarning),
      ],
    })
    return { exitCode: readExitCode(ended!, shot), output: await readOutput(deadline.signal) }
  } finally {
    await removePod(connection, `${path}/${name}`)
  }
}

function renderPod(name: string, { image, argv, namespace, env = {}, stdin, serviceAccount }: OneShot): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      restartPolicy: 'Never',
      ...(serviceAccount !== undefined && { serviceAccountName: serviceAccount }),
      containers: [
        {
          name: container,
          image,
          // Also for `latest`: an image that was loaded is the one that is meant.
          imagePullPolicy: 'IfNotPresent',
          ...(argv !== undefined && { args: argv.map(escapeReferences) }),
          env: Object.entries(env).map(([key, value]) => ({ name: key, value: escapeReferences(value) })),
          ...(stdin !== undefined && { stdin: true, stdinOnce: true }),
        },
      ],
    },
  }
}

/** Kubernetes would put a variable in place of `$(NAME)`, and takes `$$` for one `$`. */
function escapeReferences(text: string): string {
  return text.replaceAll('$', '$$$$')
}

function runs(pod: KubeObject): boolean {
  return containerStatuses(pod).some(({ state }) => state?.running !== undefined)
}

function readExitCode(pod: KubeObject, shot: OneShot): number {
  const { exitCode, reason = '', message } = containerStatuses(pod)[0]?.state?.terminated ?? {}
  if (exitCode !== undefined && !/^(StartError|ContainerCannotRun)$/.test(reason)) return exitCode
  const { status } = pod as unknown as V1Pod
  throw failed(shot, [reason || status?.reason, message ?? status?.message].filter(Boolean).join(': ') || judgePod(pod).why)
}

function failed({ image, argv }: OneShot, seen: string, cause?: unknown): KindError {
  return new KindError('KIND_POD_FAILED', {
    what: `${argv === undefined ? image : `${JSON.stringify(argv)} of ${image}`} could not be run`,
    seen: [seen],
    cause,
  })
}

function tellWarning({ type, reason, message }: ClusterEvent): string[] {
  return type === 'Warning' ? [`warning ${reason}: ${message}`] : []
}

function lastLines(output: string): string[] {
  return output.trimEnd().split('\n').slice(-5)
}

/** `run-busybox-3fa9c1`: from the last part of the image's name. */
function namePod(image: string): string {
  const slug = image
    .replace(/@.*/, '')
    .replace(/:[^/]*$/, '')
    .split('/')
    .at(-1)!
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-|-$/g, '')
  return `run-${slug || 'pod'}-${crypto.randomUUID().slice(0, 6)}`
}

/** Without grace: what has not ended by now is not to hold up the test. The namespace's end removes it, too. */
async function removePod(connection: KubeConnection, path: string): Promise<void> {
  const signal = AbortSignal.timeout(removalBudgetMs)
  await connection.request({ method: 'DELETE', path, query: { gracePeriodSeconds: 0 }, signal }).catch((error: unknown) => {
    if (!(error instanceof KubeRequestError)) throw error
  })
}

function checkShot({ image, argv, env = {} }: OneShot): void {
  const problems = [
    (typeof image !== 'string' || image.trim() === '') && `image: ${JSON.stringify(image)} names none`,
    argv !== undefined &&
      !(Array.isArray(argv) && argv.every((word) => typeof word === 'string')) &&
      `argv: ${JSON.stringify(argv)} is no list of words`,
    ...Object.entries(env).map(([name, value]) => typeof value !== 'string' && `env.${name}: ${JSON.stringify(value)} is no text`),
  ].filter((problem) => problem !== false)
  if (problems.length > 0) throw new ConfigError('KIND_CONFIG_INVALID', { what: 'this pod cannot be meant', problems })
}
