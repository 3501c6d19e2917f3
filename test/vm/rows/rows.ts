// What is tried in the virtual machine, in this order: an engine as a service of systemd, by whom, and how far. Data.
import type { StepName } from '../../engines/plan-steps.ts'
import { rootlessUser } from '../root/plan-root.ts'

export interface VmRow {
  readonly name: string
  readonly what: string
  readonly user: 'root' | typeof rootlessUser
  /** The engine. */
  readonly unit: string
  readonly socket: string
  /** Programs that Debian has not, in a folder of that name on the payload. */
  readonly brings?: 'docker-29' | 'kind'
  /** Of a round; absent: every one. */
  readonly steps?: readonly StepName[]
}

export const rows: readonly VmRow[] = [
  {
    name: 'docker-20.10',
    what: "Debian 12's engine, as root",
    user: 'root',
    unit: 'docker.service',
    socket: '/run/docker.sock',
  },
  {
    name: 'docker-29',
    what: 'Docker 29, as root',
    user: 'root',
    unit: 'docker-29.service',
    socket: '/run/docker.sock',
    brings: 'docker-29',
  },
  {
    name: 'rootless',
    what: "Debian 12's engine, rootless",
    user: rootlessUser,
    unit: 'docker-rootless.service',
    socket: '/run/user/1000/docker.sock',
  },
  {
    name: 'podman',
    what: "Debian 12's Podman, by its Docker API, as root",
    user: 'root',
    unit: 'podman.socket',
    socket: '/run/podman/podman.sock',
    // Without a restart of the engine, which is none there: containers go on without its service.
    steps: ['quick-start', 'two-nodes', 'rest', 'delete', 'kill'],
  },
  {
    name: 'kind',
    what: 'kind 0.33 with the same node image, as the check that the machine is sound',
    user: 'root',
    unit: 'docker.service',
    socket: '/run/docker.sock',
    brings: 'kind',
  },
]
