// What every command that boots a cluster takes for the boot alone.
import { Option } from '@commander-js/extra-typings'
import { defaults } from '../config/defaults.ts'
import type { ClusterOptions } from '../config/options.ts'
import { parseDuration } from './parse-duration.ts'

export function retainFlag() {
  return new Option('--retain', 'keeps the nodes when the boot fails')
}

export function waitFlag() {
  return new Option(
    '--wait <duration>',
    'time in addition to the usual 3 minutes for the cluster to be usable; when it is up, that is an error',
  ).argParser(parseDuration)
}

export interface BootFlags {
  readonly retain?: boolean | undefined
  /** In milliseconds. */
  readonly wait?: number | undefined
}

export function readBootFlags({ retain = false, wait = 0 }: BootFlags): Pick<ClusterOptions, 'bootTimeout' | 'keepOnFailure'> {
  return { keepOnFailure: retain, ...(wait > 0 && { bootTimeout: defaults.bootTimeout + wait }) }
}
