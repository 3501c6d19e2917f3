// The table of everything that is looked at on a host → what was found, for `doctor` all of it, for a boot what concerns it. Pure.
import type { HostDemand, HostExamination } from './examination.ts'
import { engineChecks } from './engine-checks.ts'
import type { Finding, HostCheck, Judgement } from './finding.ts'
import { confinementChecks, kernelChecks } from './kernel-checks.ts'
import { limitChecks } from './limit-checks.ts'
import { networkChecks } from './network-checks.ts'
import { programChecks } from './program-checks.ts'
import { rangeChecks } from './range-checks.ts'
import { roomChecks } from './room-checks.ts'

export const hostChecks: readonly HostCheck[] = [
  ...engineChecks,
  ...limitChecks,
  ...roomChecks,
  ...kernelChecks,
  ...confinementChecks,
  ...rangeChecks,
  ...networkChecks,
  ...programChecks,
]

/** Everything, in the order of the table. */
export function judgeHost(host: HostExamination, demand: HostDemand): Finding[] {
  return hostChecks.flatMap((check) => find(check, host, demand))
}

/** What ends a boot before it begins, and what it says and goes on. */
export function judgeBeforeBoot(host: HostExamination, demand: HostDemand): { readonly refused: Finding[]; readonly told: Finding[] } {
  const found = hostChecks.flatMap((check) =>
    check.boot === undefined ? [] : find(check, host, demand).map((finding) => ({ finding, does: actOn(check.boot!, finding) })),
  )
  const pick = (wanted: 'refuse' | 'tell'): Finding[] => found.flatMap(({ finding, does }) => (does === wanted ? [finding] : []))
  return { refused: pick('refuse'), told: pick('tell') }
}

function actOn(boot: NonNullable<HostCheck['boot']>, { state }: Finding): 'refuse' | 'tell' | 'silent' {
  return state === 'problem' || state === 'warning' ? boot[state] : 'silent'
}

function find({ area, name, judge }: HostCheck, host: HostExamination, demand: HostDemand): Finding[] {
  const judged = judge(host, demand)
  return [judged ?? []].flat().map((judgement: Judgement) => ({ area, check: name, ...judgement }))
}
