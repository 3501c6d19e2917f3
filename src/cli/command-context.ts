// Where a command finds the engine and leaves its files.
import { tmpdir } from 'node:os'
import { readEnvironment } from '../config/env.ts'
import { ConfigError } from '../support/errors.ts'
import type { ClusterContext } from '../verbs/context.ts'
import { chooseArtifactsDirectory, findArtifactsDirectory } from '../verbs/artifacts-directory.ts'
import { printTalk } from './output.ts'

/**
 * For a command that nothing but its end ends; what it is told meanwhile is talk. One that `writes` files of a cluster has a place for
 * them, elsewhere when the working folder takes none; throws KIND_CONFIG_INVALID when there is none at all.
 */
export async function commandContext({ writes = false } = {}): Promise<ClusterContext> {
  const environment = readEnvironment()
  requireDocker(environment.provider)
  return {
    environment,
    artifactsDirectory: writes ? await chooseDirectory() : await findArtifactsDirectory(workingFolder()),
    signal: new AbortController().signal,
    onProgress(event) {
      if (event.type === 'notice') printTalk(event.text)
    },
  }
}

async function chooseDirectory(): Promise<string> {
  const { path, notice } = await chooseArtifactsDirectory(workingFolder())
  if (notice !== undefined) printTalk(notice)
  return path
}

/** The shell's may have been removed meanwhile; kind needs none, and neither do we. */
export function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return tmpdir()
  }
}

/** kind warns of a provider it does not know and goes on with another; those it knows and we do not would have other clusters. */
function requireDocker(provider: string | undefined): void {
  if (provider === undefined || provider === 'docker') return
  if (!['podman', 'nerdctl', 'finch', 'nerdctl.lima'].includes(provider))
    return printTalk(`ignoring unknown value "${provider}" for KIND_EXPERIMENTAL_PROVIDER`)
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: `KIND_EXPERIMENTAL_PROVIDER is "${provider}", but nodes are Docker containers here`,
    do: 'unset KIND_EXPERIMENTAL_PROVIDER; an engine that speaks the Docker API can be named with DOCKER_HOST',
  })
}
