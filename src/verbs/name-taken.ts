// Names that a cluster's nodes would have, and that something else has → the error that says so. Pure.
import { ConfigError } from '../support/errors.ts'

export function nameTaken(name: string, by: readonly string[]): ConfigError {
  return new ConfigError('KIND_CLUSTER_EXISTS', {
    what: `cluster "${name}" cannot be made: ${by.length === 1 ? 'a container has the name of one of its nodes' : 'containers have the names of its nodes'}, and belong${by.length === 1 ? 's' : ''} to no cluster of that name; nothing was started`,
    seen: by.map((container) => `container ${container}`),
    do: `docker rm ${by.join(' ')}, if nobody needs it; or choose another name`,
  })
}
