// A Secret → the same in another cluster. What lets somebody in is that cluster's own. Pure.
import type { KubeObject } from '../../kube/object.ts'
import type { Renewal } from './renewal.ts'

const dayMs = 86_400_000

/** Undefined for kubeadm's certificates on their way to other nodes. */
export function renewSecret(secret: KubeObject, renewal: Renewal): KubeObject | undefined {
  if (secret['type'] === 'bootstrap.kubernetes.io/token') return renewBootstrapToken(secret, renewal)
  // Its controller fills it again, signed with the new key.
  if (secret['type'] === 'kubernetes.io/service-account-token') return { ...secret, data: {} }
  return secret.metadata.namespace === 'kube-system' && secret.metadata.name === 'kubeadm-certs' ? undefined : secret
}

function renewBootstrapToken(secret: KubeObject, { bootstrapToken, nowMs }: Renewal): KubeObject {
  const [id = '', key = ''] = bootstrapToken.split('.')
  const expiration = `${new Date(nowMs + dayMs).toISOString().slice(0, 19)}Z`
  return {
    ...secret,
    metadata: { ...secret.metadata, name: `bootstrap-token-${id}` },
    data: {
      ...(secret['data'] as Readonly<Record<string, string>>),
      'token-id': base64(id),
      'token-secret': base64(key),
      expiration: base64(expiration),
    },
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
