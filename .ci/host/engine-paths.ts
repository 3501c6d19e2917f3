// Where the engine that we start keeps its things. One place for the whole machine and not one for each clone: every clone
// on a host shares the engine, and it must go on working when the clone that started it is deleted.

/** Survives a reboot: configuration, the OCI runtime and the log. */
export const ENGINE_HOME = '/var/lib/vitest-kind/engine'

/** Means nothing after a reboot, and is usually gone then: locks, and which process the engine is. */
export const ENGINE_RUN = '/run/vitest-kind'

export const ENGINE_LOG = `${ENGINE_HOME}/dockerd.log`
export const ENGINE_CONFIG = `${ENGINE_HOME}/daemon.json`
export const OCI_RUNTIME = `${ENGINE_HOME}/oci-runtime`

/** Names the dockerd we started. Absent when the engine is somebody else's, or was told to stay. */
export const ENGINE_MARK = `${ENGINE_RUN}/engine`

/** Held by one process at a time, while it starts or stops the engine. */
export const START_LOCK = `${ENGINE_RUN}/start.lock`

/** Shared by all commands that use our engine; whoever can have it alone is the last. */
export const USERS_LOCK = `${ENGINE_RUN}/users.lock`

export const ENGINE_SOCKET = '/var/run/docker.sock'

// Not the caller's PATH: under `su` it lacks /usr/sbin, where dockerd looks for iptables, and under npm it begins with
// node_modules/.bin.
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
