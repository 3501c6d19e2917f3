// Records of runs as they could have been, of any size: the same each time.
import type { ActionRecord, AttemptRecord, EventRecord, PodRecord, RunRecord, TestRecord } from '../../src/artifacts/run-record.ts'

export interface SampleRun {
  /** How many tests. @default 3 */
  readonly tests?: number
  /** Which of them fail, by number. @default [1] */
  readonly failed?: readonly number[]
  /** How many files they are in. @default 1 */
  readonly files?: number
  /** Put after every name of a test, a pod, an event and a namespace. @default '' */
  readonly suffix?: string
  /** Attempts of a test that failed. @default 1 */
  readonly attempts?: number
}

const began = Date.UTC(2026, 10, 29, 20, 15, 4)
const bootSeconds: Readonly<Record<string, number>> = {
  'check-host': 0.05,
  'ensure-images': 0.1,
  'ensure-network': 0.2,
  'create-nodes': 1.4,
  'write-node-files': 0.3,
  'release-nodes': 0.1,
  'await-runtime': 2.2,
  'kubeadm-init': 16.9,
  'install-cni': 0.4,
  'install-storage': 0.3,
  'load-images': 1.1,
  'await-usable': 5.8,
}

export function sampleRun({ tests = 3, failed = [1], files = 1, suffix = '', attempts = 1 }: SampleRun = {}): RunRecord {
  const boot = sampleBoot()
  const bootEndMs = boot.at(-1)!.endedAtMs!
  const ends = Array.from({ length: Math.min(files, 4) }, () => bootEndMs + 400)
  const made = Array.from({ length: tests }, (_, number) => {
    const worker = (number % files) % ends.length
    const one = sampleTest({ number, file: number % files, atMs: ends[worker]!, fails: failed.includes(number), suffix, attempts })
    ends[worker] = one.test.endedAtMs + 60
    return one
  })
  const endedAtMs = Math.max(...ends) + 700
  return {
    cluster: {
      name: 'vitest-0d8cce',
      kubernetesVersion: 'v1.37.2',
      adopted: false,
      nodes: ['vitest-0d8cce-control-plane', 'vitest-0d8cce-worker'],
      versions: { 'vitest-kind': '0.1.0', vitest: '5.1.1', node: '26.10.0' },
    },
    startedAtMs: began,
    endedAtMs,
    boot,
    tests: made.map(({ test }) => test).toSorted((a, b) => a.startedAtMs - b.startedAtMs),
    pods: [...systemPods(bootEndMs), ...made.flatMap(({ pods }) => pods)],
    events: made.flatMap(({ events }) => events).toSorted((a, b) => a.atMs - b.atMs),
    nodeChanges:
      failed.length === 0
        ? []
        : [
            {
              node: 'vitest-0d8cce-worker',
              atMs: made[failed[0]!]!.test.startedAtMs + 900,
              condition: 'Ready',
              status: 'Unknown',
              reason: 'NodeStatusUnknown',
              message: 'Kubelet stopped posting node status.',
            },
          ],
    gaps: [],
  }
}

function sampleBoot(): ActionRecord[] {
  let atMs = began
  return Object.entries(bootSeconds).map(([action, seconds]) => {
    const startedAtMs = atMs
    atMs += seconds * 1_000
    return { action, startedAtMs, endedAtMs: atMs, state: 'finished' }
  })
}

interface Place {
  readonly number: number
  readonly file: number
  readonly atMs: number
  readonly fails: boolean
  readonly suffix: string
  readonly attempts: number
}

function sampleTest({ number, file, atMs, fails, suffix, attempts }: Place): {
  readonly test: TestRecord
  readonly pods: readonly PodRecord[]
  readonly events: readonly EventRecord[]
} {
  const lengthMs = fails ? 9_000 : 700 + ((number * 617) % 2_300)
  const count = fails ? attempts : 1
  const parts = Array.from({ length: count }, (_, attempt) => {
    const namespace = `rolls-out-${number}-${attempt}${suffix}`
    const startedAtMs = atMs + attempt * (lengthMs + 100)
    return { namespace, startedAtMs, endedAtMs: startedAtMs + lengthMs }
  })
  const test: TestRecord = {
    id: `1${number}_0_${number}`,
    name: `web > rolls out, test ${number + 1}${suffix}`,
    file: `e2e/shop-${file}.test.ts`,
    state: fails ? 'failed' : 'passed',
    startedAtMs: atMs,
    endedAtMs: parts.at(-1)!.endedAtMs,
    ...(fails && {
      error:
        'Deployment web has 0 of 2 replicas Ready after 9.0 s (the test\u2019s 10 s)\n  seen   2 pods: Running; container web is waiting: CrashLoopBackOff, 1 restart, last exit code 1 (Error)\n  when it failed, in namespace rolls-out:\n  Deployment web has 1 of 2 replicas Ready\n  kept   .vitest/kind/web/rolls-out/',
    }),
    attempts: fails ? parts.map((part, attempt) => sampleAttempt(part, `rolls-out-${number}-${attempt}`)) : [],
  }
  return {
    test,
    pods: parts.flatMap((part) => [samplePod(part, 0, fails, suffix), samplePod(part, 1, false, suffix)]),
    events: parts.flatMap((part) => sampleEvents(part, fails, suffix)),
  }
}

interface Part {
  readonly namespace: string
  readonly startedAtMs: number
  readonly endedAtMs: number
}

function sampleAttempt({ namespace, startedAtMs, endedAtMs }: Part, folder: string): AttemptRecord {
  const pod = 'pods/web-5d9c8b6f7d-x2x7l'
  return {
    startedAtMs,
    endedAtMs,
    state: 'failed',
    namespace,
    summary: [
      'Deployment web has 1 of 2 replicas Ready',
      'Pod web-5d9c8b6f7d-x2x7l: Running; container web is waiting: CrashLoopBackOff, 1 restart, last exit code 1 (Error)',
      'web wrote: panic: NOTES_DIR is not set',
      'warning BackOff on Pod web-5d9c8b6f7d-x2x7l: Back-off restarting failed container web (2 times)',
      'since the test began: node vitest-0d8cce-worker is no longer Ready',
    ],
    bundle: {
      folder,
      files: [
        { path: 'summary.txt', bytes: 512 },
        { path: 'objects.yaml', bytes: 18_204 },
        { path: 'events.log', bytes: 2_310 },
        { path: 'nodes.txt', bytes: 1_180 },
        { path: `${pod}/describe.txt`, bytes: 3_400 },
        { path: `${pod}/logs/web.log`, bytes: 1_048_576, cut: true },
        { path: `${pod}/logs/web.previous.log`, bytes: 812 },
      ],
    },
  }
}

function samplePod({ namespace, startedAtMs, endedAtMs }: Part, index: number, fails: boolean, suffix: string): PodRecord {
  const createdAtMs = startedAtMs + 120 + index * 30
  const runningAtMs = createdAtMs + Math.min(1_400, (endedAtMs - startedAtMs) * 0.3)
  const deletedAtMs = endedAtMs + 40
  return {
    uid: `${namespace}-${index}`,
    namespace,
    name: `web-5d9c8b6f7d-${index === 0 ? 'x2x7l' : '9kq4m'}${suffix}`,
    node: `vitest-0d8cce-${index === 0 ? 'worker' : 'control-plane'}`,
    createdAtMs,
    phases: [
      { phase: 'Pending', atMs: createdAtMs },
      { phase: 'Running', atMs: runningAtMs },
    ],
    ...(!fails && { readyAtMs: runningAtMs + 200 }),
    deletedAtMs,
    goneAtMs: deletedAtMs + 500,
    containers: fails
      ? [
          { name: 'web', id: 'a1', startedAtMs: runningAtMs, endedAtMs: runningAtMs + 600, exitCode: 1, reason: 'Error' },
          { name: 'web', id: 'b2', startedAtMs: runningAtMs + 1_900, endedAtMs: runningAtMs + 2_700, exitCode: 1, reason: 'Error' },
        ]
      : [{ name: 'web', id: 'a1', startedAtMs: runningAtMs }],
  }
}

function systemPods(atMs: number): PodRecord[] {
  return ['coredns-6f6b679f8f-7p6zl', 'coredns-6f6b679f8f-qv9x2', 'etcd', 'kube-apiserver', 'kube-proxy-2m8sd', 'kube-scheduler'].map(
    (name, index) => ({
      uid: name,
      namespace: 'kube-system',
      name,
      node: 'vitest-0d8cce-control-plane',
      createdAtMs: atMs - 8_000 + index * 300,
      phases: [
        { phase: 'Pending', atMs: atMs - 8_000 + index * 300 },
        { phase: 'Running', atMs: atMs - 6_000 + index * 300 },
      ],
      readyAtMs: atMs - 3_000 + index * 200,
      containers: [{ name, id: 'a1', startedAtMs: atMs - 6_000 + index * 300 }],
    }),
  )
}

function sampleEvents({ namespace, startedAtMs, endedAtMs }: Part, fails: boolean, suffix: string): EventRecord[] {
  const object = `Pod/web-5d9c8b6f7d-x2x7l${suffix}`
  const say = (share: number, type: EventRecord['type'], reason: string, message: string, count = 1): EventRecord => ({
    atMs: Math.round(startedAtMs + (endedAtMs - startedAtMs) * share),
    type,
    reason,
    object,
    namespace,
    message: `${message}${suffix}`,
    count,
  })
  return [
    say(0.05, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/web-5d9c8b6f7d-x2x7l to vitest-0d8cce-worker`),
    say(0.15, 'Normal', 'Pulled', 'Container image "quick-start/notes:1" already present on machine'),
    say(0.18, 'Normal', 'Started', 'Started container web'),
    ...(fails
      ? [
          say(0.4, 'Warning', 'BackOff', 'Back-off restarting failed container web in pod web-5d9c8b6f7d-x2x7l', 2),
          say(0.7, 'Warning', 'Unhealthy', 'Readiness probe failed: Get "http://10.244.1.7:8080/healthz": dial tcp: connection refused', 6),
        ]
      : []),
  ]
}
