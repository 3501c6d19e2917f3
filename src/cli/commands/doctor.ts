// doctor: whether this host can carry clusters; a line for each thing that was looked at, on stdout, and the exit code.
import { type Command, Option } from '@commander-js/extra-typings'
import type { HostCapacity, HostFinding, HostReport } from '../../verbs/doctor.ts'
import { commandContext, workingFolder } from '../command-context.ts'
import { printData, printJson } from '../output.ts'

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('says whether this host can carry clusters, what is in the way, and how many nodes fit; changes nothing')
    .addOption(new Option('--output <format>', 'json: everything').choices(['json'] as const))
    .option('--json', 'the same as --output json')
    .action(async ({ output, json = false }) => {
      const { doctor } = await import('../../verbs/doctor.ts')
      const report = await doctor({ ...(await commandContext()), directory: workingFolder() })
      if (json || output === 'json') printJson(report)
      else printData(renderReport(report))
      if (!report.ok) process.exitCode = 1
    })
}

/** States, names and sentences below each other; what mends, below its sentence; how many nodes fit, at the end. */
export function renderReport({ findings, capacity }: Omit<HostReport, 'ok'>): string {
  const lines = joinUnseen(findings)
  const width = Math.max(...lines.map(({ check }) => check.length))
  const blank = ' '.repeat('problem'.length + 2 + width + 2)
  const rendered = lines.flatMap(({ state, check, text, seen = [], do: remedy }) => [
    `${state.padEnd('problem'.length)}  ${check.padEnd(width)}  ${text}`,
    ...seen.map((fact) => `${blank}seen  ${fact}`),
    ...(remedy === undefined ? [] : [`${blank}do    ${remedy}`]),
  ])
  return [...rendered, ...renderCapacity(capacity)].join('\n')
}

function renderCapacity({ text, do: remedy }: HostCapacity): string[] {
  return ['', remedy === undefined ? text : `${text}; more with: ${remedy}`]
}

/** What cannot be seen for one reason is one line, where the first of it would be. */
function joinUnseen(findings: readonly HostFinding[]): HostFinding[] {
  return findings.flatMap((finding, index) => {
    if (finding.state !== 'unseen') return [finding]
    const alike = findings.filter((other) => other.state === 'unseen' && other.text === finding.text)
    if (findings.indexOf(alike[0]!) < index) return []
    const names = alike.map(({ check }) => check).join(', ')
    return [alike.length === 1 ? finding : { ...finding, check: 'host', text: `${finding.text}: ${names}` }]
  })
}
