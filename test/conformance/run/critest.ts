// critest in a node of a target → the results of its specs. All at once: it is a matter of minutes.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildCritest } from '../../../images/components.ts'
import type { Node } from '../../../src/cluster/node.ts'
import { readEnvironment } from '../../../src/config/env.ts'
import { openCluster } from '../../../src/verbs/context.ts'
import { readReport } from '../results/ginkgo-report.ts'
import { critestUnit, critestUnitFile, printedTo, program, reportTo } from './critest-unit.ts'
import type { SpecsOptions } from './run-specs.ts'
import type { Stage } from './stage.ts'
import type { TargetName } from './targets.ts'
import { tellResult } from './tell-result.ts'
import { giveImages, withTarget } from './with-target.ts'

/** How many have failed. */
export async function runCritest(
  stage: Stage,
  target: TargetName,
  options: Pick<SpecsOptions, 'images' | 'keep' | 'signal'>,
): Promise<number> {
  const { images, signal } = options
  const binary = await buildCritest(stage.building)
  const { keep } = await stage.open('critest', target)
  let failed = 0
  // The stage last: it has a node image, also where none was asked for.
  await withTarget(target, { ...options, ...stage }, async ({ name, isNew }) => {
    // The one before may have wanted the images of the e2e suite only.
    if (!isNew) await giveImages(name, images, signal)
    // Not until the run is stopped: the node is put in order in that case, too.
    const { nodes } = await openCluster(name, { environment: readEnvironment(), signal: new AbortController().signal })
    const { report, printed } = await runIn(nodes[0]!, await readFile(binary), signal)
    for (const [spec, result] of readReport(report)) {
      await keep(spec, result)
      if (result.outcome === 'failed') failed += 1
      stage.say(tellResult(`${target} critest`, spec, result))
    }
    if (failed > 0) await writeFile(join(stage.directory, `critest-${target}-${new Date().toISOString()}.log`), printed)
  })
  return failed
}

/** While it runs, the node has no kubelet; afterwards systemd starts it again, whatever becomes of critest, or of this process. */
async function runIn(node: Node, binary: Buffer, signal: AbortSignal): Promise<{ readonly report: string; readonly printed: string }> {
  await node.put([
    { path: program, content: binary, mode: 0o755 },
    { path: critestUnitFile, content: critestUnit },
  ])
  // Of a run that was killed.
  await node.run(['rm', '-f', reportTo, printedTo])
  await node.run(['systemctl', 'daemon-reload'])
  try {
    // Fails when a spec has.
    await node.run(['systemctl', 'start', 'critest.service'], { signal, allowFailure: true })
    const [report, printed = ''] = await Promise.all([node.read(reportTo), node.read(printedTo)])
    if (report === undefined) throw new Error(`critest wrote no report:\n${printed.slice(-2_000)}`)
    return { report, printed }
  } finally {
    // Where this one was stopped, it still runs: an engine cannot end what it has begun in a container.
    await node.run(['systemctl', 'stop', 'critest.service'])
    await node.run(['systemctl', 'reset-failed', 'critest.service'], { allowFailure: true })
    await node.run(['rm', '-f', program, reportTo, printedTo, critestUnitFile])
    await node.run(['systemctl', 'daemon-reload'])
  }
}
