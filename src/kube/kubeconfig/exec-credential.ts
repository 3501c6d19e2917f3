// A program of the user's that logs in (client.authentication.k8s.io) → its credentials, asked for again when they have run out. As kubectl
// does it, but for a terminal: nobody can answer a question here.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ConfigError } from '../../support/errors.ts'
import { hashData } from '../../support/hash.ts'
import { isFields } from '../../support/is-fields.ts'
import type { Fields } from './kubeconfig-document.ts'
import type { Credential, Login } from './login.ts'

// A program that waits for somebody waits in vain.
const budgetMs = 60_000
// Asked for anew this long before they run out.
const marginMs = 10_000

const logins = new Map<string, Login>()

/** One for all connections of this process that log in by the same program: it may take seconds, or open a browser. */
export function findExecLogin(exec: Fields, cluster?: Fields): Login {
  const key = hashData([exec, cluster])
  const known = logins.get(key) ?? createExecLogin(exec, cluster)
  logins.set(key, known)
  return known
}

/** Its credentials are valid when they are given. Throws KIND_CONFIG_INVALID when the program gives none. */
export function createExecLogin(exec: Fields, cluster?: Fields): Login {
  let last: { readonly credential: Promise<Credential>; given?: Credential; expiresAtMs: number } | undefined
  return {
    current() {
      if (last && Date.now() < last.expiresAtMs - marginMs) return last.credential
      const next: NonNullable<typeof last> = { credential: ask(), expiresAtMs: Number.POSITIVE_INFINITY }
      async function ask(): Promise<Credential> {
        const { credential, expiresAtMs } = await run(exec, cluster)
        next.given = credential
        next.expiresAtMs = expiresAtMs
        return credential
      }
      last = next
      next.credential.catch(() => (last = undefined))
      return next.credential
    },
    refused(credential) {
      // Unless somebody else has asked for another meanwhile.
      if (last?.given === credential) last = undefined
      return true
    },
  }
}

async function run(exec: Fields, cluster: Fields | undefined): Promise<{ readonly credential: Credential; readonly expiresAtMs: number }> {
  const { command, args, env, apiVersion, interactiveMode } = exec
  if (typeof command !== 'string' || typeof apiVersion !== 'string' || !Array.isArray(args ?? []))
    throw invalid('"exec" needs a command, an apiVersion and, if any, a list of args')
  if (interactiveMode === 'Always') throw invalid(`${command} wants a terminal (interactiveMode: Always), and a test has none`)
  const named = (Array.isArray(env) ? (env as Fields[]) : []).map(({ name, value }) => [String(name), String(value)])
  const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false, ...(cluster && { cluster }) } }
  const options = { env: { ...process.env, ...Object.fromEntries(named), KUBERNETES_EXEC_INFO: JSON.stringify(info) }, timeout: budgetMs }
  const running = promisify(execFile)(command, ((args ?? []) as unknown[]).map(String), options)
  // Nobody answers.
  running.child.stdin?.end()
  const { stdout } = await running.catch((error: ExecError) => {
    throw tellFailure(command, exec, error)
  })
  const status = readStatus(stdout)
  if (!status) throw invalid(`${command}, which is to log in, printed no ExecCredential with a status`)
  const text = (field: string): string | undefined =>
    typeof status[field] === 'string' && status[field] !== '' ? status[field] : undefined
  const credential = { token: text('token'), clientCertificate: text('clientCertificateData'), clientKey: text('clientKeyData') }
  if ((credential.token ?? (credential.clientCertificate && credential.clientKey)) === undefined)
    throw invalid(`${command}, which is to log in, printed neither a token nor a certificate with its key`)
  return { credential, expiresAtMs: Date.parse(text('expirationTimestamp') ?? '') || Number.POSITIVE_INFINITY }
}

interface ExecError extends Error {
  readonly code?: number | string
  readonly killed?: boolean
  readonly stderr?: string
}

function tellFailure(command: string, { installHint }: Fields, error: ExecError): ConfigError {
  // Whoever wrote the kubeconfig says there where the program is to be had.
  if (error.code === 'ENOENT')
    return invalid(`${command}, which is to log in, is not there`, error, typeof installHint === 'string' ? installHint.trim() : undefined)
  const words = error.stderr?.trim()
  const how = error.killed ? `did not end within ${budgetMs / 1_000} s${words ? `: ${words}` : ''}` : `failed: ${words || error.message}`
  return invalid(`${command}, which is to log in, ${how}`, error)
}

function readStatus(stdout: string): Fields | undefined {
  try {
    const answer = JSON.parse(stdout) as unknown
    return isFields(answer) && answer['kind'] === 'ExecCredential' && isFields(answer['status']) ? answer['status'] : undefined
  } catch {
    return undefined
  }
}

function invalid(what: string, cause?: unknown, remedy?: string): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', {
    what: `the kubeconfig cannot be used: ${what}`,
    cause,
    ...(remedy !== undefined && remedy !== '' && { do: remedy }),
  })
}
