import { expect, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { type PodProgram, runInPod } from '../../../../src/kube/pods/run-in-pod.ts'
import { holdDeadline } from '../../../support/hold-deadline.ts'
import { answerPods, pod } from '../../../support/kube-pods.ts'
import { startKubeServer, type Upgrade } from '../../../support/kube-server.ts'
import { refuseStreams, type ServerStream, serveStreams } from '../../../support/kube-streams.ts'

const failure = (code: string): string =>
  JSON.stringify({ status: 'Failure', reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: code }] } })

/** What runInPod() makes of it, and the requests it took. The time of what has to be `waited` for is up when it has been seen. */
async function run(
  program: Partial<PodProgram>,
  {
    pods = [pod('web-1')],
    upgrade,
    waited = false,
  }: { readonly pods?: readonly object[]; readonly upgrade?: Upgrade; readonly waited?: boolean } = {},
): Promise<{ readonly outcome: unknown; readonly requests: readonly string[] }> {
  const { deadline, spend } = holdDeadline()
  const answer = answerPods(
    () => pods,
    (request) => {
      if (waited && request.url.includes('watch=')) spend()
      return false
    },
  )
  await using server = await startKubeServer(answer, upgrade)
  await using connection = await connectKube(server.kubeconfig)
  const outcome = await runInPod(connection, {
    target: 'deployment/web',
    namespace: 'test',
    argv: ['cat'],
    deadline,
    ...program,
  }).catch((error: unknown) => (error instanceof Error ? error.message : error))
  return { outcome, requests: server.requests }
}

test('argv, output of both kinds and the exit code arrive as they are', async () => {
  const { outcome, requests } = await run(
    { argv: ['printf', 'a b', '&', ''] },
    {
      upgrade: serveStreams(({ send, socket }) => {
        send(1, 'öut')
        send(2, 'err')
        send(1, '')
        send(1, Buffer.from('€').subarray(0, 1))
        send(1, Buffer.from('€').subarray(1))
        send(3, failure('7'))
        socket.close()
      }),
    },
  )
  expect(outcome).toEqual({ exitCode: 7, stdout: 'öut€', stderr: 'err' })
  expect(requests.at(-1)).toBe(
    'GET /api/v1/namespaces/test/pods/web-1/exec?command=printf&command=a+b&command=%26&command=&container=app&stdin=false&stdout=true&stderr=true',
  )
})

test('stdin arrives whole, and its end', async () => {
  const stdin = Buffer.alloc(300_000, 'stdin ')
  const received: Buffer[] = []
  const echo = ({ send, socket, onMessage }: ServerStream): void =>
    onMessage((channel, data) => {
      if (channel === 0) return void received.push(data)
      expect([channel, ...data]).toEqual([255, 0])
      send(3, JSON.stringify({ status: 'Success' }))
      socket.close()
    })
  expect((await run({ stdin }, { upgrade: serveStreams(echo) })).outcome).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  expect(Buffer.concat(received)).toEqual(stdin)
})

test('a program that cannot be started is told as the runtime tells it', async () => {
  const upgrade = serveStreams(({ send, socket }) => {
    send(3, JSON.stringify({ status: 'Failure', reason: 'InternalError', message: 'exec: "nope": executable file not found in $PATH' }))
    socket.close()
  })
  expect((await run({ argv: ['nope'] }, { upgrade })).outcome).toMatchInlineSnapshot(`
    "KIND_POD_FAILED: ["nope"] in container app of Pod web-1 could not be run
      seen   exec: "nope": executable file not found in $PATH"
  `)
})

test('a server that refuses, and a connection that breaks', async () => {
  expect((await run({}, { upgrade: refuseStreams(403, 'pods "web-1" is forbidden') })).outcome).toMatchInlineSnapshot(`
    "KIND_POD_FAILED: ["cat"] in container app of Pod web-1 could not be run
      seen   pods "web-1" is forbidden"
  `)
  const breaking = serveStreams(({ send, socket }) => {
    send(1, 'half')
    setTimeout(() => socket.terminate(), 20)
  })
  expect((await run({}, { upgrade: breaking })).outcome).toMatchInlineSnapshot(`
    "KIND_POD_FAILED: ["cat"] in container app of Pod web-1 could not be run
      seen   the connection broke before it had ended"
  `)
})

test('a program that does not end is given up in time', async () => {
  const { deadline, spend } = holdDeadline()
  expect((await run({ argv: ['sleep', '100'], deadline }, { upgrade: serveStreams(spend) })).outcome).toBe(
    'KIND_TIMED_OUT: the end of ["sleep","100"] in container app of Pod web-1 did not happen before the time was up',
  )
})

test('a ready pod is taken before one that only runs, and none that does not', async () => {
  const pods = [pod('waits', { state: 'waiting', reason: 'ContainerCreating' }), pod('runs', { ready: false }), pod('ready')]
  const upgrade = serveStreams(({ send, socket, url }) => {
    send(1, url.pathname)
    send(3, JSON.stringify({ status: 'Success' }))
    socket.close()
  })
  expect((await run({}, { pods, upgrade })).outcome).toMatchObject({ stdout: '/api/v1/namespaces/test/pods/ready/exec' })
  expect((await run({}, { pods: pods.slice(0, 2), upgrade })).outcome).toMatchObject({ stdout: '/api/v1/namespaces/test/pods/runs/exec' })
})

test('what will not come is told at once, and what may come is waited for', async () => {
  const pods = [pod('web-1', { state: 'waiting', reason: 'ImagePullBackOff', phase: 'Pending' })]
  expect((await run({}, { pods })).outcome).toMatchInlineSnapshot(`
    "KIND_POD_FAILED: no pod of Deployment web can start
      seen   Pod web-1 is Pending; container app is waiting: ImagePullBackOff: Back-off of web-1"
  `)
  // A ConfigMap that is applied after the Deployment lets it start.
  const lacking = [pod('web-1', { state: 'waiting', reason: 'CreateContainerConfigError', phase: 'Pending' })]
  expect((await run({}, { pods: lacking, waited: true })).outcome).toContain('did not happen before the time was up')
  const ended = [pod('web-1', { state: 'terminated', reason: 'Error', phase: 'Failed' })]
  expect((await run({ target: 'pod/web-1' }, { pods: ended })).outcome).toMatchInlineSnapshot(`
    "KIND_POD_FAILED: Pod web-1 does not run, and will not
      seen   Pod web-1 is Failed; container app exited with 1: Error"
  `)
  expect((await run({}, { pods: ended, waited: true })).outcome).toMatchInlineSnapshot(`
    "KIND_TIMED_OUT: a running pod of Deployment web did not happen before the time was up
      seen   Pod web-1 is Failed; container app exited with 1: Error"
  `)
  expect((await run({ target: 'deployment/wbe' }, { waited: true })).outcome).toMatchInlineSnapshot(`
    "KIND_TIMED_OUT: the coming of Deployment wbe did not happen before the time was up
      seen   Deployment wbe: there is none
      seen   there are: web"
  `)
})

test.for<readonly [object, string]>([
  [{ argv: 'cat /etc/hosts' }, `"cat /etc/hosts" is no program: it is a list of words that begins with the program's name`],
  [{ argv: [] }, '[] is no program'],
  [{ target: 'node/one' }, 'Node one has no pods'],
  [{ target: 'configmap/settings' }, 'ConfigMap settings selects no pods'],
  [{ target: 'deployments' }, 'all deployments are several that have pods of their own'],
  [{ container: 'ap' }, 'Pod web-1 has no container "ap"; did you mean app?'],
])('bad input is told: %j', async ([program, message]) => {
  expect((await run(program)).outcome).toContain(message)
})
