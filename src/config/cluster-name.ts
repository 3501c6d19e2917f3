// A text → the name of a cluster, checked once. Paths, labels and container names are made of nothing else.
import { ConfigError } from '../support/errors.ts'

declare const checked: unique symbol

/** A text that a cluster can be named: it is one step of a path, and the engine takes containers named with it. */
export type ClusterName = string & { readonly [checked]: true }

// kind's rule, and the engine's for how a container's name begins. Without a limit: kind only warns of long names, and a cluster it
// has made must be found again. Those for new clusters are narrower (config/schema).
const pattern = /^[a-z0-9][a-z0-9.-]*$/

/** Throws KIND_CONFIG_INVALID for a text that no cluster can be named. */
export function parseClusterName(text: string): ClusterName {
  if (isClusterName(text)) return text
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: typeof text === 'string' && text !== '' ? `no cluster can be named ${JSON.stringify(text)}` : 'no cluster name was given',
    problems: ['a name is made of a-z, 0-9, "-" and ".", and begins with a letter or digit', 'nothing was done'],
  })
}

export function isClusterName(text: unknown): text is ClusterName {
  return typeof text === 'string' && pattern.test(text)
}
