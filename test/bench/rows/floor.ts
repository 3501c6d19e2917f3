// The floor: etcd and the API server alone, the same binaries, until `/readyz` says ok. Nothing that has an API server can be faster.
import { generateKeyPairSync } from 'node:crypto'
import { request } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import { createContainer, inspectContainer, removeContainer, startContainer } from '../../../src/docker/containers.ts'
import { runInContainer } from '../../../src/docker/exec.ts'
import type { Row } from './row.ts'

const name = 'vitest-kind-bench-floor'
// Who has not said who it is may not ask before RBAC's own roles are there.
const token = 'floor'
const withinMs = 60_000
const etcd = '/kind/layers/etcd/usr/local/bin/etcd --data-dir /tmp/etcd --unsafe-no-fsync --log-level error'
const apiServer = [
  '/kind/layers/kubernetes/usr/local/bin/kube-apiserver --etcd-servers http://127.0.0.1:2379 --cert-dir /tmp/certificates',
  '--service-account-issuer https://floor --service-account-key-file /tmp/key --service-account-signing-key-file /tmp/key',
  '--service-cluster-ip-range 10.96.0.0/16 --authorization-mode RBAC --token-auth-file /tmp/tokens',
].join(' ')

export const floor: Row = {
  name: 'floor',
  title: 'Floor: etcd and API server alone to readyz',
  unit: 'ms',
  of: ['ours'],
  against: 'create-1',
  async measure({ engine, image }) {
    const id = await createContainer(engine, {
      name,
      Image: image,
      Entrypoint: ['/bin/sleep', 'infinity'],
      Cmd: [],
      HostConfig: { Tmpfs: { '/tmp': '' } },
    })
    try {
      await startContainer(engine, id)
      const { privateKey } = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      })
      await runInContainer(engine, id, ['cp', '/dev/stdin', '/tmp/key'], { stdin: privateKey })
      await runInContainer(engine, id, ['cp', '/dev/stdin', '/tmp/tokens'], { stdin: `${token},floor,floor,system:masters` })
      const [address] = Object.values((await inspectContainer(engine, id)).addresses)
      const startedAt = performance.now()
      const over = new AbortController()
      const ended = runInContainer(engine, id, ['bash', '-c', `${etcd} & exec ${apiServer}`], { signal: over.signal })
      try {
        await Promise.race([awaitReady(address!), ended.then(() => Promise.reject(new Error('the API server has ended')))])
        return { value: performance.now() - startedAt }
      } finally {
        ended.catch(() => undefined)
        over.abort()
      }
    } finally {
      await removeContainer(engine, id)
    }
  },
}

async function awaitReady(address: string): Promise<void> {
  const giveUpAt = performance.now() + withinMs
  while (!(await isReady(address))) {
    if (performance.now() > giveUpAt) throw new Error(`the API server was not ready within ${withinMs / 1000} s`)
    await pause(20)
  }
}

function isReady(host: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` }
  return new Promise((resolve) => {
    const asked = request({ host, port: 6443, path: '/readyz', headers, rejectUnauthorized: false, timeout: 1_000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    asked.on('error', () => resolve(false))
    asked.on('timeout', () => asked.destroy())
    asked.end()
  })
}
