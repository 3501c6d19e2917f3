// explain: what is not well in a living cluster, and why, on stdout; the exit code says whether something is.
import { type Command, Option } from '@commander-js/extra-typings'
import type { Explanation } from '../../verbs/explain.ts'
import { nameOption } from '../cluster-flag.ts'
import { commandContext } from '../command-context.ts'
import { printData, printJson } from '../output.ts'

// A page of a terminal; --json has all of them.
const most = { namespaces: 10, lines: 10 }

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('says what is not well in a cluster and why: nodes, what is not ready, the newest warnings; changes nothing')
    .addOption(nameOption('--name <name>'))
    .option('-n, --namespace <namespace>', 'only this namespace, with all kinds of objects in it')
    .option('--kubeconfig <file>', 'of a cluster that is anywhere, in place of --name')
    .option('--context <context>', "of the kubeconfig, or of kubectl's usual files, in place of --name")
    .addOption(new Option('--output <format>', 'json: everything').choices(['json'] as const))
    .option('--json', 'the same as --output json')
    .action(async ({ output, json = false, ...wanted }) => {
      const { explain } = await import('../../verbs/explain.ts')
      const found = await explain(wanted, await commandContext())
      if (json || output === 'json') printJson(found)
      else printData(renderExplanation(found))
      if (found.wrong) process.exitCode = 1
    })
}

/** The cluster first, then a paragraph for each namespace with trouble, then what is over. */
export function renderExplanation({ cluster, wrong, lines, namespaces, lately, problems }: Explanation): string {
  const parts = [
    paragraph(wrong ? `cluster ${cluster}` : `cluster ${cluster}: nothing is wrong`, lines),
    ...namespaces.slice(0, most.namespaces).map((one) => paragraph(`namespace ${one.name}`, one.lines)),
    ...(namespaces.length > most.namespaces ? [`${namespaces.length - most.namespaces} more namespaces; --json has them`] : []),
    ...(lately.length > 0 ? [paragraph('in the last ten minutes', lately)] : []),
    ...(problems.length > 0 ? [paragraph('could not be asked', problems)] : []),
  ]
  return parts.join('\n')
}

function paragraph(title: string, lines: readonly string[]): string {
  const left = lines.length - most.lines
  const shown = [...lines.slice(0, most.lines), ...(left > 0 ? [`${left} more lines; --json has them`] : [])]
  return [title, ...shown.map((line) => `  ${line}`)].join('\n')
}
