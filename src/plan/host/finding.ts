// A check of the host → what it found, as people and programs are told.
import type { HostDemand, HostExamination } from './examination.ts'

/**
 * `problem`: no cluster comes up there, or none that can pull images; `warning`: clusters work, something of them may not; `unseen`: it
 * cannot be looked at from here.
 */
export type FindingState = 'ok' | 'warning' | 'problem' | 'unseen'

export interface Judgement {
  readonly state: FindingState
  /** One sentence, without the name of the check. */
  readonly text: string
  /** What was seen, word for word, where that helps. */
  readonly seen?: readonly string[]
  /** One command to paste, or one field to change. Every warning and problem has one. */
  readonly do?: string
}

export interface Finding extends Judgement {
  readonly area: Area
  /** Stable: programs go by it. */
  readonly check: string
}

export type Area = 'engine' | 'limits' | 'kernel' | 'confinement' | 'network' | 'clock' | 'leftovers' | 'versions'

/** One thing that is looked at. */
export interface HostCheck {
  readonly area: Area
  readonly name: string
  /**
   * What a boot does about what is found; absent: it does not look. `refuse`: a problem ends it before it begins, for it would end
   * anyway; `tell`: what is not good is said, and it goes on. Only what is sure is told.
   */
  readonly boot?: { readonly problem: 'refuse' | 'tell'; readonly warning: 'tell' | 'silent' }
  /** None: nothing to say of such a host. */
  judge(host: HostExamination, demand: HostDemand): readonly Judgement[] | Judgement | undefined
}

/** What ends a boot; the rest is no affair of one who boots. */
export const refuse = { problem: 'refuse', warning: 'silent' } as const
/** The same, and what is scarce is told. */
export const refuseAndTell = { problem: 'refuse', warning: 'tell' } as const
/** What ends no boot, but what comes after it. */
export const tell = { problem: 'tell', warning: 'tell' } as const

export const ok = (text: string): Judgement => ({ state: 'ok', text })

export const unseen = (text: string, remedy?: string): Judgement => ({ state: 'unseen', text, ...(remedy !== undefined && { do: remedy }) })

/** Of what cannot be looked at from here, whatever it is; undefined where the machine can be. */
export function hidden({ sight, engine }: Pick<HostExamination, 'sight' | 'engine'>): Judgement | undefined {
  if ('silence' in engine && sight === 'nothing') return unseen('the engine is not of this machine, and does not answer')
  const where = 'silence' in engine ? 'the engine' : engine.operatingSystem
  switch (sight) {
    case 'all':
      return undefined
    case 'kernel':
      return unseen(`of the machine of the engine (${where}) only the kernel can be seen from here`)
    case 'container':
      return unseen(`${where} is another machine than this one, or a virtual one on it, and shows this to no container`)
    case 'nothing':
      return unseen(`${where} is another machine than this one, or a virtual one on it, and the engine does not tell`)
  }
}

/** How a setting of the kernel is changed: in a virtual machine, and from a container, by way of one that may. */
export function setKernel({ sight }: Pick<HostExamination, 'sight'>, settings: string): string {
  return sight === 'all' ? `sudo sysctl ${settings}` : `docker run --rm --privileged busybox sysctl -w ${settings}`
}

/** How a setting of the engine is changed, `set "storage-driver": "overlay2" in`: a rootless one has a file of its user's. */
export function setDaemon(engine: HostExamination['engine'], change: string): string {
  return 'rootless' in engine && engine.rootless
    ? `${change} ~/.config/docker/daemon.json, and systemctl --user restart docker`
    : `${change} /etc/docker/daemon.json, and restart the engine`
}

/** `1 node`, `3 nodes` */
export function count(amount: number, one: string): string {
  return `${amount} ${one}${amount === 1 ? '' : 's'}`
}

/** `1 node takes`, `3 nodes take` */
export function describeNodes({ nodes }: Pick<HostDemand, 'nodes'>): string {
  return `${count(nodes.length, 'node')} ${nodes.length === 1 ? 'takes' : 'take'}`
}

/** `1.4 GB` */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
