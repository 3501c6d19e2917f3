// Ginkgo's own report, as JSON → what became of each spec. Pure.
import { judgeLine, type SpecResult } from './results.ts'

/** What of it is read here. */
type GinkgoReport = readonly {
  readonly SpecReports: readonly {
    readonly LeafNodeType: string
    readonly ContainerHierarchyTexts: readonly string[] | null
    readonly LeafNodeText: string
    readonly State: string
    /** Nanoseconds. */
    readonly RunTime: number
    readonly Failure?: { readonly Message: string }
  }[]
}[]

/** Specs that were to be run: benchmarks are not. */
export function readReport(text: string): Map<string, SpecResult> {
  const [{ SpecReports: specs } = { SpecReports: [] }] = JSON.parse(text) as GinkgoReport
  return new Map(
    specs.flatMap(({ LeafNodeType, ContainerHierarchyTexts, LeafNodeText, State, RunTime, Failure }) => {
      const spec = [...(ContainerHierarchyTexts ?? []), LeafNodeText].join(' ')
      if (LeafNodeType !== 'It' || /\bbenchmark\b/i.test(spec)) return []
      const seconds = Math.round(RunTime / 1e6) / 1e3
      const result = judgeLine({ spec, event: 'ended', state: State, seconds, message: Failure?.Message ?? '' })
      return result ? [[spec, result] as const] : []
    }),
  )
}
