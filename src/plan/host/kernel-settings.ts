// What all nodes of a host share by its kernel → the settings that are enough for many. One advice, for who looks before a boot and for who
// looks after one that failed. Pure.

/** kind's own advice for inotify. */
export const ampleLimits = { inotifyInstances: 512, inotifyWatches: 524_288, openFiles: 1_048_576 } as const

/** For sysctl. */
export function setInotify(instances: number = ampleLimits.inotifyInstances, watches: number = ampleLimits.inotifyWatches): string {
  return `fs.inotify.max_user_instances=${instances} fs.inotify.max_user_watches=${watches}`
}

export function setOpenFiles(files: number = ampleLimits.openFiles): string {
  return `fs.file-max=${files}`
}
