// What a copy goes from and to: a path here, or one in a container. Pure.
import { ConfigError } from '../../support/errors.ts'
import type { Target } from '../reference.ts'

/** A path of this machine; in a container, `deployment/web:/data`; or with an object or a reference, `{ in: web, path: '/data' }`. */
export type CopyPlace = string | { readonly in: Target; readonly path: string }

/** In which direction, and between which paths. */
export interface CopyPlan {
  readonly direction: 'in' | 'out'
  readonly target: Target
  readonly remote: string
  readonly local: string
}

/** Throws KIND_CONFIG_INVALID unless one of the two is in a container. */
export function planCopy(from: CopyPlace, to: CopyPlace): CopyPlan {
  const source = parsePlace(from)
  const destination = parsePlace(to)
  if (source.target === undefined && destination.target !== undefined)
    return { direction: 'in', target: destination.target, remote: destination.path, local: source.path }
  if (source.target !== undefined && destination.target === undefined)
    return { direction: 'out', target: source.target, remote: source.path, local: destination.path }
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: `${describe(from)} and ${describe(to)} are both ${source.target === undefined ? 'paths of this machine' : 'in containers'}`,
    do: "write one of them with a kind, a name and a colon, 'deployment/web:/data'",
  })
}

function parsePlace(place: CopyPlace): { readonly target?: Target; readonly path: string } {
  if (typeof place !== 'string' && (typeof place !== 'object' || place === null)) throw withoutPath(place)
  const [, word, path] = typeof place === 'string' ? (/^([a-z][a-z0-9.-]*\/[a-z0-9][a-z0-9.-]*):(.*)$/is.exec(place) ?? []) : []
  const parsed =
    typeof place !== 'string'
      ? { target: place.in, path: place.path }
      : word === undefined
        ? { path: place }
        : { target: word, path: path ?? '' }
  if (typeof parsed.path === 'string' && parsed.path.trim() !== '') return parsed
  throw withoutPath(place)
}

function withoutPath(place: CopyPlace): ConfigError {
  return new ConfigError('KIND_CONFIG_INVALID', {
    what: `${describe(place)} has no path`,
    do: "write it behind the colon, 'deployment/web:/data'",
  })
}

function describe(place: CopyPlace): string {
  return typeof place === 'object' && place !== null
    ? `a path ${JSON.stringify(place.path)} in a container`
    : (JSON.stringify(place) ?? 'undefined')
}
