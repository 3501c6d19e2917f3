// What a kubeconfig says of who asks → the credentials that are valid now. A token or a certificate stays what it is; a file is read again, as its
// content changes; a program is asked again when what it gave has run out or was refused.
import { readFile } from 'node:fs/promises'
import { ConfigError, describeError } from '../../support/errors.ts'
import type { KubeAccess } from './kubeconfig.ts'

export interface Credential {
  readonly token: string | undefined
  /** PEM texts. */
  readonly clientCertificate: string | undefined
  readonly clientKey: string | undefined
}

export interface Login {
  /** What is valid now. Throws KIND_CONFIG_INVALID when there is nothing. */
  current(): Promise<Credential>
  /** The API server did not know whoever came with it. Whether another one may be had. */
  refused(credential: Credential): boolean
}

// As often as client-go looks.
const tokenFileMs = 60_000

export async function createLogin(access: KubeAccess): Promise<Login> {
  const { token, tokenFile, exec, execCluster, clientCertificate, clientKey } = access
  if (tokenFile !== undefined) return createFileLogin(tokenFile, { clientCertificate, clientKey })
  // As with kubectl: who has a token already is not asked to log in.
  if (exec && token === undefined) return (await import('./exec-credential.ts')).findExecLogin(exec, execCluster)
  const credential = Promise.resolve({ token, clientCertificate, clientKey })
  return { current: () => credential, refused: () => false }
}

function createFileLogin(path: string, certificate: Omit<Credential, 'token'>): Login {
  let last: { readonly credential: Promise<Credential>; readonly readAtMs: number } | undefined
  const read = async (): Promise<Credential> => {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new ConfigError('KIND_CONFIG_INVALID', {
        what: `the kubeconfig cannot be used: tokenFile: ${describeError(error)}`,
        cause: error,
      })
    })
    return { ...certificate, token: text.trim() || undefined }
  }
  return {
    current() {
      if (!last || Date.now() - last.readAtMs >= tokenFileMs) {
        last = { credential: read(), readAtMs: Date.now() }
        last.credential.catch(() => (last = undefined))
      }
      return last.credential
    },
    refused() {
      last = undefined
      return true
    },
  }
}
