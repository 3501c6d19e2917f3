// What the options say of reuse, the environment's word for it, and whether somebody watches → what becomes of the cluster. Pure.
import { ConfigError } from '../support/errors.ts'
import type { ClusterOptions } from './options.ts'

type Reuse = NonNullable<ClusterOptions['reuse']>

const switches = ['never', 'watch', 'always'] as const

/** Throws KIND_CONFIG_INVALID for a word of the environment that is none. */
export function chooseReuse(
  written: Reuse | undefined,
  { word, watches }: { readonly word: string | undefined; readonly watches: boolean },
): Exclude<Reuse, 'watch'> | undefined {
  const known = switches.find((one) => one === word)
  if (word !== undefined && !known)
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `VITEST_KIND_REUSE=${word} in the environment is not one of ${switches.join(', ')}; nothing was started`,
    })
  // One that somebody else made is not ours to make anew.
  const reuse = written === 'existing' ? written : (known ?? written)
  if (reuse !== 'watch') return reuse
  return watches ? 'always' : 'never'
}

/** The options as this run has them. A pool gives fresh clusters: one that is to stay for what the environment or a watch says comes from none. */
export function withReuse(options: ClusterOptions, how: { readonly word: string | undefined; readonly watches: boolean }): ClusterOptions {
  const reuse = chooseReuse(options.reuse, how)
  if (reuse === undefined || reuse === options.reuse) return options
  const { pool: _fresh, ...kept } = options
  return { ...(reuse === 'always' ? kept : options), reuse }
}
