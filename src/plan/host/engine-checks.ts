// What the engine says of itself → whether nodes can run on it. Pure.
import type { EngineDetails } from '../../docker/engine-details.ts'
import type { HostDemand, HostExamination } from './examination.ts'
import { type HostCheck, type Judgement, ok, refuse, setDaemon } from './finding.ts'

/** The first that gives a container a cgroup tree of its own (API 1.41). */
const oldestVersion = { major: 20, minor: 10 }

// Of kindest/node.
const imageArchitectures: readonly string[] = ['amd64', 'arm64']

export const engineChecks: readonly HostCheck[] = [
  { area: 'engine', name: 'engine', boot: refuse, judge: judgeEngine },
  { area: 'engine', name: 'storage', judge: ofEngine(judgeStorage) },
  { area: 'engine', name: 'cgroup', boot: refuse, judge: judgeCgroup },
  { area: 'engine', name: 'controllers', boot: refuse, judge: ofEngine(judgeControllers) },
  { area: 'engine', name: 'users', judge: ofEngine(judgeUsers) },
  { area: 'engine', name: 'security', judge: ofEngine(judgeSecurity) },
]

/** A silent engine is told by the first check alone. */
function ofEngine(judge: (engine: EngineDetails) => Judgement | undefined): HostCheck['judge'] {
  return ({ engine }) => ('silence' in engine ? undefined : judge(engine))
}

function judgeEngine({ engine, where, source }: HostExamination): Judgement {
  if ('silence' in engine) return { state: 'problem', text: engine.silence.what, seen: engine.silence.seen, do: engine.silence.do }
  const { program, version, apiVersion, osType, architecture, operatingSystem } = engine
  const named = `${program} ${version}`
  if (osType !== 'linux')
    return {
      state: 'problem',
      text: `${named} at ${where} runs ${osType} containers, and nodes are Linux ones`,
      do: 'choose "Switch to Linux containers" in the menu of Docker Desktop, or set DOCKER_HOST to another engine',
    }
  const api = apiVersion === undefined ? '' : `, API ${apiVersion}`
  const text = `${named}${api}, at ${where} (${source}): ${operatingSystem}, ${osType}/${architecture}`
  if (program === 'Podman')
    return {
      state: 'warning',
      text: `${text}; of Podman no more is tried than one node`,
      do: 'set DOCKER_HOST, or choose a context, of a Docker engine',
    }
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < oldestVersion.major || (major === oldestVersion.major && minor < oldestVersion.minor))
    return {
      state: 'warning',
      text: `${text}; nodes are not tried on an engine before ${oldestVersion.major}.${oldestVersion.minor}`,
      do: `install Docker ${oldestVersion.major}.${oldestVersion.minor} or newer`,
    }
  if (!imageArchitectures.includes(architecture))
    return {
      state: 'warning',
      text: `${text}; node images are published for ${imageArchitectures.join(' and ')}`,
      do: `set image to a node image for ${osType}/${architecture}, or DOCKER_HOST to an engine on ${imageArchitectures[0]}`,
    }
  return ok(text)
}

function judgeStorage(engine: EngineDetails): Judgement {
  const { storageDriver, backingFileSystem, imageStore, rootDirectory } = engine
  const below = backingFileSystem === undefined ? '' : ` on ${backingFileSystem}`
  const store = imageStore === 'containerd' ? "images in containerd's store" : "images in the engine's own store"
  const text = `${storageDriver}${below}, ${store}`
  if (/^(\/var)?\/snap\//.test(rootDirectory))
    return {
      state: 'warning',
      text: `${text}; Docker is a snap, which sees no folder outside of home: extraMounts of others are empty`,
      do: "sudo snap remove docker, and install Docker's own package",
    }
  if (storageDriver !== 'vfs') return ok(text)
  return {
    state: 'warning',
    text: `${text}: each node gets a copy of its whole image, half a gigabyte`,
    do: setDaemon(engine, 'set "storage-driver": "overlay2" in'),
  }
}

function judgeCgroup({ engine }: HostExamination, { cgroupRefusal }: HostDemand): Judgement | undefined {
  if ('silence' in engine) return undefined
  const { program, cgroupVersion, cgroupDriver, rootless } = engine
  const text = `cgroup v${cgroupVersion}, driver ${cgroupDriver}`
  if (cgroupVersion === 2) return ok(text)
  const remedy = 'start the host with systemd.unified_cgroup_hierarchy=1 on its kernel command line'
  // Seen of 4.3.1: what its Docker API is asked for (CgroupnsMode) counts for nothing there.
  if (program === 'Podman') return { state: 'problem', text: `${text}: Podman gives a node no cgroups of its own there`, do: remedy }
  if (rootless) return { state: 'problem', text: `${text}: without root an engine limits nothing there, and no kubelet starts`, do: remedy }
  if (cgroupRefusal !== undefined)
    return {
      state: 'problem',
      text: `${text}, and ${cgroupRefusal} has the kubelet refuse that`,
      do: `take failCgroupV1 out of ${cgroupRefusal}, or use a host with cgroup v2`,
    }
  return { state: 'warning', text: `${text}: works, but Kubernetes is giving cgroup v1 up`, do: remedy }
}

function judgeControllers({ controllers, rootless, cgroupVersion }: EngineDetails): Judgement | undefined {
  // Told by the check before.
  if (rootless && cgroupVersion === 1) return undefined
  const missing = Object.entries(controllers).flatMap(([name, there]) => (there ? [] : [name]))
  const vital = missing.filter((name) => rootless || name === 'memory')
  if (vital.length > 0 && rootless)
    return {
      state: 'problem',
      text: `the user of this rootless engine has not been given ${list(vital)} to limit, without which no kubelet starts`,
      do: "sudo mkdir -p /etc/systemd/system/user@.service.d && printf '[Service]\\nDelegate=cpu cpuset io memory pids\\n' | sudo tee /etc/systemd/system/user@.service.d/delegate.conf && sudo systemctl daemon-reload; then log in again",
    }
  if (vital.length > 0)
    return {
      state: 'problem',
      text: 'this kernel cannot limit memory, without which no kubelet starts',
      do: 'add cgroup_enable=memory cgroup_memory=1 to the kernel command line, and restart the host',
    }
  if (missing.length > 0)
    return {
      state: 'warning',
      text: `the engine cannot limit ${list(missing)}: limits of pods for it have no effect`,
      do: `use a kernel that has the cgroup ${missing.length === 1 ? 'controller' : 'controllers'} ${list(missing)}`,
    }
  const known = Object.keys(controllers)
  return known.length === 0 ? undefined : ok(`the engine limits ${list(known)}`)
}

function judgeUsers({ rootless, remapsUsers }: EngineDetails): Judgement {
  if (rootless) return ok('rootless: nodes get the device for fuse-overlayfs, and ports below 1024 cannot be published')
  if (remapsUsers) return ok('users of containers are mapped to others of the host (userns-remap): nodes are made without that')
  return ok('containers run as root of the host')
}

// They cannot give a node what it does as root: load a kernel's modules, mount, make cgroups.
const unfitRuntimes = /^(runsc|gvisor|kata|io\.containerd\.(kata|runsc))/

function judgeSecurity(engine: EngineDetails): Judgement {
  const { securityOptions, defaultRuntime, firewall } = engine
  const text = [
    securityOptions.length === 0 ? 'no security options' : securityOptions.join(', '),
    `runtime ${defaultRuntime}`,
    ...(firewall === undefined ? [] : [`firewall ${firewall}`]),
  ].join('; ')
  if (securityOptions.includes('no-new-privileges'))
    return {
      state: 'warning',
      text: `${text}: programs of pods that change their user by setuid, such as sudo and su, cannot`,
      do: setDaemon(engine, 'take "no-new-privileges" out of'),
    }
  if (!unfitRuntimes.test(defaultRuntime)) return ok(text)
  return {
    state: 'warning',
    text: `${text}: nodes are not tried in a sandbox`,
    do: setDaemon(engine, 'set "default-runtime": "runc" in'),
  }
}

/** `cpu, memory and pids` */
function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
