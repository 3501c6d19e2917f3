// `kubectl kustomize` on this machine, and how its failure is told.
import { ConfigError } from '../../support/errors.ts'

// Rendered manifests, definitions and all.
const mostBytes = 256 * 1024 * 1024

/** Undefined where no kubectl is installed. Throws KIND_CONFIG_INVALID with what kubectl says. */
export async function kustomizeHere(folder: string, signal?: AbortSignal): Promise<string | undefined> {
  const { execFile } = await import('node:child_process')
  return new Promise((resolve, reject) => {
    execFile('kubectl', ['kustomize', folder], { maxBuffer: mostBytes, signal }, (error, stdout, stderr) => {
      if (!error) resolve(stdout)
      else if (error.code === 'ENOENT') resolve(undefined)
      else reject(describeKustomizeFailure(folder, stderr || error.message))
    })
  })
}

export function describeKustomizeFailure(folder: string, said: string): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', {
    what: `the kustomization ${folder} cannot be built`,
    problems: [...said.trim().split('\n'), 'nothing was applied'],
  })
}
