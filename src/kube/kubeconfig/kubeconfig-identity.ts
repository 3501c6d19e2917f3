// The way into a cluster, as somebody else → kubeconfig text of that identity. Pure.
import { execExtension, readKubeAccess } from './kubeconfig.ts'
import { renderBlock } from './kubeconfig-render.ts'

/** By what the API server knows who asks. */
export type Credentials =
  | { readonly token: string }
  /** PEM texts. */
  | { readonly certificate: string; readonly key: string }
  /** The owner of the kubeconfig speaks for this user, in these groups; in those that it has by itself where there are none. */
  | { readonly impersonated: string; readonly groups: readonly string[] }

/** One cluster, user and context; `namespace` is that of whoever names none. */
export function renderIdentity(kubeconfig: string, name: string, namespace: string, credentials: Credentials): string {
  const { server, caCertificate, tlsServerName, skipTlsVerify, proxyUrl, execCluster } = readKubeAccess(kubeconfig)
  const cluster = {
    server,
    ...(caCertificate !== undefined && { 'certificate-authority-data': encode(caCertificate) }),
    ...(tlsServerName !== undefined && { 'tls-server-name': tlsServerName }),
    ...(skipTlsVerify && { 'insecure-skip-tls-verify': true }),
    ...(proxyUrl !== undefined && { 'proxy-url': proxyUrl }),
    ...(execCluster?.['config'] !== undefined && { extensions: [{ name: execExtension, extension: execCluster['config'] }] }),
  }
  return renderBlock({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cluster', cluster }],
    users: [{ name, user: renderUser(kubeconfig, credentials) }],
    contexts: [{ name, context: { cluster: 'cluster', user: name, namespace } }],
    'current-context': name,
  })
}

function renderUser(kubeconfig: string, credentials: Credentials): Record<string, unknown> {
  if ('token' in credentials) return { token: credentials.token }
  if ('certificate' in credentials) return renderCertificate(credentials.certificate, credentials.key)
  const { clientCertificate, clientKey, token, tokenFile, exec } = readKubeAccess(kubeconfig)
  return {
    ...(clientCertificate !== undefined && clientKey !== undefined && renderCertificate(clientCertificate, clientKey)),
    ...(token !== undefined && { token }),
    ...(tokenFile !== undefined && { tokenFile }),
    ...(exec !== undefined && { exec }),
    as: credentials.impersonated,
    ...(credentials.groups.length > 0 && { 'as-groups': [...credentials.groups] }),
  }
}

function renderCertificate(certificate: string, key: string): Record<string, string> {
  return { 'client-certificate-data': encode(certificate), 'client-key-data': encode(key) }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64')
}
