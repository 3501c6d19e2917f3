// What came of the first request to a cluster that is known by its kubeconfig → the error that a person needs. Pure.
import { X509Certificate } from 'node:crypto'
import type { KubeAccess } from '../../kube/kubeconfig/kubeconfig.ts'
import type { KubeRequestError } from '../../kube/request-error.ts'
import { KindError } from '../../support/errors.ts'

export interface Attempt {
  readonly context: string
  readonly access: Pick<KubeAccess, 'server' | 'proxyUrl' | 'clientCertificate' | 'token' | 'tokenFile' | 'exec'>
  readonly budgetMs: number
  readonly now: Date
}

/** KIND_CLUSTER_UNREACHABLE, for a request that the API server did not answer, or refused. */
export function tellNoAccess(error: KubeRequestError, { context, access, budgetMs, now }: Attempt): KindError {
  const { server, proxyUrl } = access
  const isUnknown = error.status === 401
  const what = isUnknown ? 'does not know who asks' : error.status === undefined ? 'does not answer' : 'lets nobody in'
  const why = isUnknown ? explainUnknown(access, now) : explainSilence(error, access, budgetMs)
  return new KindError('KIND_CLUSTER_UNREACHABLE', {
    what: `the API server of "${context}", ${server}${proxyUrl === undefined ? '' : ` by way of the proxy ${hidePassword(proxyUrl)}`}, ${what}`,
    seen: [error.message],
    ...(why !== undefined && { why }),
    do: `until it answers: kubectl --context ${context} version`,
    cause: error,
  })
}

function explainUnknown({ clientCertificate, token, tokenFile, exec }: Attempt['access'], now: Date): string | undefined {
  if (tokenFile !== undefined) return `it refuses the token in ${tokenFile}`
  if (token !== undefined) return 'it refuses the token of the kubeconfig: it has run out, or is of another cluster'
  if (exec) return `it refuses what ${String(exec['command'])} logs in with, also when that is asked again`
  if (clientCertificate === undefined) return 'the kubeconfig says nothing of who asks: no certificate, no token, no program that logs in'
  const { validFrom, validTo } = new X509Certificate(clientCertificate)
  if (new Date(validTo) < now) return `the client certificate of the kubeconfig has run out on ${validTo}`
  if (new Date(validFrom) > now) return `the client certificate of the kubeconfig is valid from ${validFrom} on`
  return 'it refuses the client certificate of the kubeconfig: it is of another cluster, or of one that has been made anew'
}

function explainSilence(error: KubeRequestError, { server, proxyUrl }: Attempt['access'], budgetMs: number): string | undefined {
  const { reason = '', apiMessage } = error
  const refusal = /^Bad response: (\d+)$/.exec(apiMessage)?.[1]
  if (proxyUrl !== undefined && refusal === '407') return 'the proxy wants to know who asks: name and password belong into its address'
  if (proxyUrl !== undefined && refusal !== undefined) return `the proxy refuses to lead there (${refusal})`
  if (reason === 'CERT_HAS_EXPIRED') return "the API server's certificate has run out"
  if (reason === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'its certificate is for other names: "tls-server-name" in the kubeconfig says which one it is to have'
  if (/^(SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/.test(reason))
    return 'its certificate is not signed by the "certificate-authority" of the kubeconfig: a cluster made anew, or a proxy between'
  if (reason === 'ENOTFOUND' || reason === 'EAI_AGAIN') return `no address is known here for a name on the way to ${server}`
  if (/timeout|timed out/i.test(apiMessage))
    return `nothing came back within ${budgetMs / 1_000} s: as without the VPN or the tunnel that leads there`
  return undefined
}

function hidePassword(proxyUrl: string): string {
  const url = new URL(proxyUrl)
  return `${url.protocol}//${url.host}`
}
