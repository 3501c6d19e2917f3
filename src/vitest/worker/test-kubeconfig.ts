// Which clusters have a test under way in this process → its KUBECONFIG. Worker side, no I/O. A process has one environment, and
// tests of several clusters may run in it at once: then no value is right for all of them, and none gets another's.

/** `process.env`, or what stands for it. */
export type ProcessEnvironment = Record<string, string | undefined>

/** A kubeconfig of a test file or of a test that begins. */
export interface Entry {
  /** A file's counts in its hooks, when no test is under way. */
  readonly scope: 'file' | 'test'
  readonly kubeconfig: string
  /** Leads nowhere; for when there are several. */
  readonly closed: string
}

/** Notes that `entry` begins, sets `KUBECONFIG`, and returns how to tell that it has ended. */
export type EnterKubeconfig = (entry: Entry) => () => void

export function manageKubeconfig(environment: ProcessEnvironment): EnterKubeconfig {
  const entries = new Set<Entry>()
  // Everything we have set: what is not among it is the user's own.
  const ours = new Set<string | undefined>()
  let before: string | undefined

  const isOurs = (): boolean => ours.has(environment['KUBECONFIG'])
  const set = (value: string | undefined): void => {
    if (value === undefined) delete environment['KUBECONFIG']
    else environment['KUBECONFIG'] = value
  }
  const update = (): void => {
    const chosen = choose([...entries])
    if (chosen === undefined) return set(before)
    ours.add(chosen)
    set(chosen)
  }
  return (entry) => {
    // Something of ours may be there without an entry: vi.unstubAllEnvs() puts it back at its own time.
    if (entries.size === 0 && !isOurs()) before = environment['KUBECONFIG']
    entries.add(entry)
    update()
    return () => {
      entries.delete(entry)
      // A value that a test has set for itself stays as long as with any other variable.
      if (isOurs()) update()
    }
  }
}

/** Undefined when nothing of ours is under way. */
export function choose(entries: readonly Entry[]): string | undefined {
  const tests = entries.filter(({ scope }) => scope === 'test')
  const counting = tests.length > 0 ? tests : entries
  const [first, ...others] = new Set(counting.map(({ kubeconfig }) => kubeconfig))
  return others.length === 0 ? first : counting[0]?.closed
}

/** That of this process. */
export const enterKubeconfig = manageKubeconfig(process.env)
