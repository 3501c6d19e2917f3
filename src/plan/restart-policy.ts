// Of every container of ours that serves a cluster.

/**
 * Comes back with the engine, but not for ever when the boot itself fails; kind's choice too. (After a crash of the engine `unless-stopped`
 * does not: engine 20.10 takes the stop that follows for one by hand.)
 */
export const restartPolicy = { Name: 'on-failure', MaximumRetryCount: 1 }
