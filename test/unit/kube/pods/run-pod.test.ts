import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { type OneShot, runPod } from '../../../../src/kube/pods/run-pod.ts'
import { holdDeadline } from '../../../support/hold-deadline.ts'
import { answerPods } from '../../../support/kube-pods.ts'
import { type Answer, sendJson, startKubeServer } from '../../../support/kube-server.ts'
import { serveStreams } from '../../../support/kube-streams.ts'

interface Pod {
  readonly metadata: { readonly name: string }
  readonly spec: unknown
}

interface Cluster {
  /** What becomes of the pod, one list after the other; the time is up when the last of them stays. */
  readonly states: readonly (readonly [phase: string, state: object])[]
  readonly output?: string
  readonly refuse?: string
  readonly onStdin?: (data: Buffer) => void
}

async function run(
  shot: Partial<OneShot>,
  { states, output = '', refuse, onStdin }: Cluster,
): Promise<{ outcome: unknown; spec: unknown; removed: boolean }> {
  const { deadline, spend } = holdDeadline()
  let made: Pod | undefined
  let removed = false
  let lists = 0
  const pods = (): object[] => {
    if (lists > states.length + 1) spend()
    const [phase, state] = states[Math.min(lists++, states.length - 1)] ?? ['Pending', {}]
    return made
      ? [
          {
            ...made,
            metadata: { ...made.metadata, uid: 'u', resourceVersion: '2' },
            status: { phase, containerStatuses: [{ name: 'run', restartCount: 0, state }] },
          },
        ]
      : []
  }
  const make = async (...[request, response]: Parameters<Answer>): Promise<void> => {
    made = JSON.parse(await text(request)) as Pod
    if (refuse === undefined) sendJson(response, made, 201)
    else sendJson(response, { kind: 'Status', message: refuse }, 403)
  }
  const answer = answerPods(pods, (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'https://localhost')
    if (request.method === 'POST') void make(request, response)
    else if (request.method === 'DELETE') {
      removed = searchParams.get('gracePeriodSeconds') === '0' && pathname.endsWith(made!.metadata.name)
      sendJson(response, {})
    } else if (pathname.endsWith('/log')) response.writeHead(200, { 'content-type': 'text/plain' }).end(output)
    // So that one lists again, and sees the next state.
    else if (searchParams.has('watch')) sendJson(response, { type: 'ERROR', object: {} })
    else return false
    return true
  })
  const attach = serveStreams(({ onMessage, socket }) =>
    onMessage((channel, data) => {
      if (channel === 0) onStdin?.(data)
      else socket.close()
    }),
  )
  await using server = await startKubeServer(answer, attach)
  await using connection = await connectKube(server.kubeconfig)
  const request = { image: 'busybox', namespace: 'test', deadline, ...shot }
  const outcome = await runPod(connection, request).catch((error: unknown) =>
    error instanceof Error ? error.message.replaceAll(/-[0-9a-f]{6}\b/g, '-ID') : error,
  )
  return { outcome, spec: made?.spec, removed }
}

const ended = (exitCode: number, more: object = {}) => ['Failed', { terminated: { exitCode, ...more } }] as const

test('an image is run with its words, variables and account as they are, and its pod is removed', async () => {
  const shot = { image: 'reg:5000/a/tool:latest', argv: ['echo', '$(HOME)', '$$'], env: { A: 'x$(B)' }, serviceAccount: 'robot' }
  const { outcome, spec, removed } = await run(shot, {
    states: [['Pending', { waiting: { reason: 'ContainerCreating' } }], ['Running', { running: {} }], ended(3)],
    output: 'out\nerr\n',
  })
  expect({ outcome, removed }).toEqual({ outcome: { exitCode: 3, output: 'out\nerr\n' }, removed: true })
  expect(spec).toMatchInlineSnapshot(`
    {
      "containers": [
        {
          "args": [
            "echo",
            "$$(HOME)",
            "$$$$",
          ],
          "env": [
            {
              "name": "A",
              "value": "x$$(B)",
            },
          ],
          "image": "reg:5000/a/tool:latest",
          "imagePullPolicy": "IfNotPresent",
          "name": "run",
        },
      ],
      "restartPolicy": "Never",
      "serviceAccountName": "robot",
    }
  `)
})

test('stdin is handed over once the program runs', async () => {
  const chunks: Buffer[] = []
  await run(
    { stdin: 'all of it' },
    { states: [['Running', { running: {} }], ['Running', { running: {} }], ended(0)], onStdin: (data) => chunks.push(data) },
  )
  expect(Buffer.concat(chunks).toString()).toBe('all of it')
})

test.for<readonly [string, Cluster, string]>([
  [
    'an image that cannot be pulled',
    { states: [['Pending', { waiting: { reason: 'ErrImagePull', message: 'no such host' } }]] },
    'ErrImagePull: no such host',
  ],
  [
    'a program that is not there',
    { states: [ended(128, { reason: 'StartError', message: 'exec: "nope": not found' })] },
    'StartError: exec: "nope": not found',
  ],
  ['a pod that may not be made', { states: [], refuse: 'exceeded quota: pods' }, 'exceeded quota: pods'],
])('%s is told at once, and nothing is left', async ([, cluster, seen]) => {
  const { outcome, removed } = await run({ argv: ['nope'] }, cluster)
  expect(removed).toBe(true)
  expect(outcome).toBe(`KIND_POD_FAILED: ["nope"] of busybox could not be run\n  seen   ${seen}`)
})

test('one that does not end is removed, and told with what it wrote', async () => {
  const { outcome, removed } = await run({}, { states: [['Running', { running: {} }]], output: 'begin\nmore\n' })
  expect(removed).toBe(true)
  expect(outcome).toMatchInlineSnapshot(`
    "KIND_TIMED_OUT: the end of Pod run-busybox-ID of busybox did not happen before the time was up
      seen   Pod run-busybox-ID is Running; container run runs but is not Ready
      seen   begin
      seen   more"
  `)
})

test('what cannot be meant is told before anything is made', async () => {
  const { outcome, spec } = await run({ image: ' ', argv: 'ls' as never, env: { A: 1 as never } }, { states: [] })
  expect(spec).toBeUndefined()
  expect(outcome).toMatchInlineSnapshot(`
    "KIND_CONFIG_INVALID: this pod cannot be meant
      image: " " names none
      argv: "ls" is no list of words
      env.A: 1 is no text"
  `)
})
