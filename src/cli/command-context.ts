// Where a command finds the engine and leaves its files.
import { join } from 'node:path'
import { readEnvironment, type Environment } from '../config/env.ts'
import { ConfigError } from '../support/errors.ts'
import { printTalk } from './output.ts'

export interface CommandContext {
  readonly environment: Environment
  readonly artifactsDirectory: string
}

export function commandContext(): CommandContext {
  const environment = readEnvironment()
  requireDocker(environment.provider)
  return { environment, artifactsDirectory: join(process.cwd(), '.vitest', 'kind') }
}

/** kind warns of a provider it does not know and goes on with another; those it knows and we do not would have other clusters. */
function requireDocker(provider: string | undefined): void {
  if (provider === undefined || provider === 'docker') return
  if (!['podman', 'nerdctl', 'finch', 'nerdctl.lima'].includes(provider)) return printTalk(`ignoring unknown value "${provider}" for KIND_EXPERIMENTAL_PROVIDER`)
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: `KIND_EXPERIMENTAL_PROVIDER is "${provider}", but nodes are Docker containers here`,
    do: 'unset KIND_EXPERIMENTAL_PROVIDER; an engine that speaks the Docker API can be named with DOCKER_HOST',
  })
}
