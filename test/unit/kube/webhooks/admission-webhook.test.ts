// Against an API server of the test's own, which calls webhooks as the real one does: some time after it has been told of them.
import { request } from 'node:https'
import { expect, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { installAdmissionWebhook } from '../../../../src/kube/webhooks/admission-webhook.ts'
import type { Undo, WebhookHost } from '../../../../src/kube/webhooks/host.ts'
import type { ValidatingOptions } from '../../../../src/kube/webhooks/webhook-configuration.ts'
import { startWebhookServer } from '../../../../src/kube/webhooks/webhook-server.ts'
import { createCertificate } from '../../../../src/support/certificate.ts'
import { startDeadline } from '../../../../src/support/deadline.ts'
import { sendJson, startKubeServer } from '../../../support/kube-server.ts'

const options: ValidatingOptions = { rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }] }

test('resolves when the API server calls, not when it was told; is removed when it calls no more', async () => {
  await using api = await startApi({ lag: 3 })
  const webhook = await install(api)
  expect(api.log).toEqual(['POST', 'probe', 'probe', 'probe', 'called'])
  expect(api.noted).toEqual([{ method: 'DELETE', path: expect.stringContaining(webhook.name) }])
  api.log.length = 0
  await webhook.remove(AbortSignal.timeout(10_000))
  await webhook.remove(AbortSignal.timeout(10_000))
  expect(api.log).toEqual(['DELETE', 'called', 'called', 'called', 'probe'])
  expect(api.noted).toEqual([])
})

test('a refusal is told, and nothing is left', async () => {
  await using api = await startApi({ refuse: 'rules[0].operations: Required value' })
  await expect(install(api)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_APPLY_FAILED: the validating webhook could not be made
      seen   POST /apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations: 422 rules[0].operations: Required value]
  `)
  expect(api.log).toEqual(['POST', 'DELETE', 'probe'])
  expect(api.noted).toEqual([])
})

test('an API server that cannot call says why when time is up, and nothing is left', async () => {
  await using api = await startApi({ lag: 0, unreachable: true })
  const error: unknown = await install(api, 3_000).catch((thrown: unknown) => thrown)
  expect(String(error).replace(/3\.\d s/, '3.0 s')).toMatchInlineSnapshot(`
    "KindError: KIND_TIMED_OUT: the API server's first call of the validating webhook did not happen within 3.0 s (timeout)
      seen   failed calling webhook: connect: connection refused"
  `)
  expect(api.log.filter((entry) => entry !== 'probe')).toEqual(['POST', 'DELETE'])
  expect(api.noted).toEqual([])
})

interface Behaviour {
  /** Probes that come before a change is known. */
  readonly lag?: number
  readonly refuse?: string
  readonly unreachable?: boolean
}

async function startApi({ lag = 0, refuse, unreachable = false }: Behaviour) {
  const certificate = createCertificate({ commonName: 'webhooks', hosts: ['127.0.0.1'] })
  const server = await startWebhookServer({ address: '127.0.0.1', certificate, clientAuthority: undefined })
  const log: string[] = []
  const noted: Undo[] = []
  let told: string | undefined
  let known: string | undefined
  let behind = 0
  const change = (url: string | undefined): void => void ([told, behind] = [url, lag])
  const kube = await startKubeServer(async (incoming, response) => {
    let text = ''
    for await (const chunk of incoming) text += String(chunk)
    const { method, url } = incoming
    if (url.includes('webhookconfigurations')) {
      log.push(method)
      if (method === 'POST' && refuse !== undefined) return sendJson(response, { kind: 'Status', message: refuse }, 422)
      change(method === 'POST' ? (JSON.parse(text) as Configuration).webhooks[1]!.clientConfig.url : undefined)
      return sendJson(response, {})
    }
    if (behind > 0) behind -= 1
    else known = told
    log.push(known !== undefined && !unreachable ? 'called' : 'probe')
    if (known !== undefined && unreachable)
      return sendJson(response, { kind: 'Status', message: 'failed calling webhook: connect: connection refused' }, 500)
    if (known !== undefined) await call(known, certificate.certificate, (JSON.parse(text) as { metadata: { name: string } }).metadata.name)
    sendJson(response, {})
  })
  const connection = await connectKube(kube.kubeconfig)
  const host: WebhookHost = {
    connection,
    server,
    namespace: 'shop-1',
    host: '127.0.0.1',
    port: server.port,
    caBundle: '',
    secretPath: '/secret',
    owner: 'pid=1',
    apiServers: 1,
    async guard(undo) {
      noted.push(undo)
      return async () => void noted.splice(noted.indexOf(undo), 1)
    },
    onError(error) {
      throw error
    },
  }
  return {
    log,
    noted,
    host,
    async [Symbol.asyncDispose]() {
      server.close()
      await connection.close()
      await kube[Symbol.asyncDispose]()
    },
  }
}

interface Configuration {
  readonly webhooks: readonly { readonly clientConfig: { readonly url: string } }[]
}

function install({ host }: { host: WebhookHost }, budgetMs = 10_000) {
  return installAdmissionWebhook(host, { kind: 'validating', options, handler: () => undefined }, startDeadline('timeout', budgetMs))
}

function call(url: string, ca: string, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent: false, ca })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => void response.resume().on('end', resolve))
    outgoing.end(JSON.stringify({ kind: 'AdmissionReview', request: { uid: 'u1', name } }))
  })
}
