// A program of the user's that logs in (client.authentication.k8s.io) → its credentials, asked for again when they have run out. As kubectl
// does it, but for a terminal: nobody can answer a question here.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ConfigError } from '../../support/errors.ts'
import { isFields } from '../../support/is-fields.ts'
import type { Fields } from './kubeconfig-document.ts'

export interface Credential {
  readonly token: string | undefined
  readonly clientCertificate: string | undefined
  readonly clientKey: string | undefined
}

// A program that waits for somebody waits in vain.
const budgetMs = 60_000
// Asked for anew this long before they run out.
const marginMs = 10_000

/** Gives what is valid now. Throws KIND_CONFIG_INVALID when the program does not. */
export function createExecCredential(exec: Fields): () => Promise<Credential> {
  let current: { readonly credential: Promise<Credential>; expiresAtMs: number } | undefined
  return () => {
    if (current && Date.now() < current.expiresAtMs - marginMs) return current.credential
    const next = { credential: Promise.resolve() as unknown as Promise<Credential>, expiresAtMs: Number.POSITIVE_INFINITY }
    next.credential = run(exec).then(({ credential, expiresAtMs }) => {
      next.expiresAtMs = expiresAtMs
      return credential
    })
    next.credential.catch(() => (current = undefined))
    current = next
    return next.credential
  }
}

async function run(exec: Fields): Promise<{ readonly credential: Credential; readonly expiresAtMs: number }> {
  const { command, args = [], env = [], apiVersion, interactiveMode } = exec
  if (typeof command !== 'string' || typeof apiVersion !== 'string' || !Array.isArray(args))
    throw invalid('"exec" needs a command, an apiVersion and, if any, a list of args')
  if (interactiveMode === 'Always') throw invalid(`${command} wants a terminal (interactiveMode: Always), and a test has none`)
  const named = (Array.isArray(env) ? (env as Fields[]) : []).map(({ name, value }) => [String(name), String(value)])
  const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false } }
  const options = { env: { ...process.env, ...Object.fromEntries(named), KUBERNETES_EXEC_INFO: JSON.stringify(info) }, timeout: budgetMs }
  const { stdout } = await promisify(execFile)(command, args.map(String), options).catch((error: Error & { stderr?: string }) => {
    throw invalid(`${command}, which is to log in, failed: ${error.stderr?.trim() || error.message}`, error)
  })
  const status = readStatus(stdout)
  if (!status) throw invalid(`${command}, which is to log in, printed no ExecCredential with a status`)
  const text = (field: string): string | undefined =>
    typeof status[field] === 'string' && status[field] !== '' ? status[field] : undefined
  return {
    credential: { token: text('token'), clientCertificate: text('clientCertificateData'), clientKey: text('clientKeyData') },
    expiresAtMs: Date.parse(text('expirationTimestamp') ?? '') || Number.POSITIVE_INFINITY,
  }
}

function readStatus(stdout: string): Fields | undefined {
  try {
    const answer = JSON.parse(stdout) as unknown
    return isFields(answer) && answer['kind'] === 'ExecCredential' && isFields(answer['status']) ? answer['status'] : undefined
  } catch {
    return undefined
  }
}

function invalid(what: string, cause?: unknown): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', { what: `the kubeconfig cannot be used: ${what}`, cause })
}
