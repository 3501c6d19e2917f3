// The files in which a machine tells of itself: this one's, or what a container on it can read of them.
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** The text of a file, unpacked where it is packed; undefined where there is none, or it may not be read. */
export type ReadText = (path: string) => Promise<string | undefined>

/** This machine's. */
export const readHere: ReadText = async (path) => {
  try {
    const content = await readFile(path)
    return (path.endsWith('.gz') ? await promisify(gunzip)(content) : content).toString()
  } catch {
    return undefined
  }
}

/** Every file that the readers of this folder ask for and a container has. */
export function listSharedFiles(release: string): string[] {
  return [
    ...['fs/inotify/max_user_instances', 'fs/inotify/max_user_watches', 'fs/file-nr'].map((name) => `/proc/sys/${name}`),
    ...['kernel/pid_max', 'kernel/threads-max'].map((name) => `/proc/sys/${name}`),
    ...['loadavg', 'meminfo', 'modules', 'filesystems', 'net/if_inet6', 'config.gz'].map((name) => `/proc/${name}`),
    ...['builtin', 'dep'].map((kind) => `/lib/modules/${release}/modules.${kind}`),
  ]
}
