// The processes of the kernel → how many inotify instances and watches a user has: the kernel itself tells only the limit.
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'

export interface InotifyUse {
  readonly instances: number
  readonly watches: number
}

export interface InotifySearch {
  /** By whom inotify is counted: who runs the engine. */
  readonly engineUser: 'root' | 'this one'
  /** Time that counting may take, in milliseconds. */
  readonly withinMs: number
  /** Whose are counted. @default all that run */
  readonly pids?: readonly string[]
}

/**
 * Undefined where a process of that user may not be looked into, or when the time is up: then nothing is known. Synchronous, because
 * it is thousands of calls of a few microseconds each.
 */
export function countInotify({
  engineUser,
  withinMs,
  pids = list('/proc').filter((name) => /^\d+$/.test(name)),
}: InotifySearch): InotifyUse | undefined {
  const endMs = performance.now() + withinMs
  let instances = 0
  let watches = 0
  for (const pid of pids) {
    if (performance.now() > endMs) return undefined
    const directory = `/proc/${pid}`
    // What runs below an engine without root is charged to its user, whoever it is in there; of others nothing can be read.
    if (engineUser === 'root' && !isRoots(directory)) continue
    const descriptors = listOpen(directory)
    if (descriptors === 'forbidden') {
      if (engineUser === 'root') return undefined
      continue
    }
    for (const descriptor of descriptors) {
      if (!isInotify(`${directory}/fd/${descriptor}`)) continue
      instances += 1
      watches += countWatches(`${directory}/fdinfo/${descriptor}`)
    }
  }
  return { instances, watches }
}

function listOpen(directory: string): readonly string[] | 'forbidden' {
  try {
    return readdirSync(`${directory}/fd`)
  } catch (error) {
    // It may have ended meanwhile.
    return error instanceof Error && 'code' in error && error.code === 'EACCES' ? 'forbidden' : []
  }
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function isRoots(directory: string): boolean {
  return statSync(directory, { throwIfNoEntry: false })?.uid === 0
}

function isInotify(path: string): boolean {
  try {
    // Before Linux 3.11 `inotify` alone.
    return /^(anon_inode:)?\[?inotify\]?$/.test(readlinkSync(path))
  } catch {
    return false
  }
}

/** One line for each: `inotify wd:1 ino:…`. */
function countWatches(path: string): number {
  try {
    return readFileSync(path, 'utf8').match(/^inotify /gm)?.length ?? 0
  } catch {
    return 0
  }
}
