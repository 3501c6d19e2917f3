// critest in a node of a target → the results of its specs. All at once: it is a matter of minutes.
import { readFile } from 'node:fs/promises'
import { buildCritest } from '../../../images/components.ts'
import type { Node } from '../../../src/cluster/node.ts'
import { readEnvironment } from '../../../src/config/env.ts'
import { openCluster } from '../../../src/verbs/context.ts'
import { readReport } from '../results/ginkgo-report.ts'
import type { SpecResult } from '../results/results.ts'
import type { SpecsOptions } from './run-specs.ts'
import type { Stage } from './stage.ts'
import type { TargetName } from './targets.ts'
import { tellResult } from './tell-result.ts'
import { giveImages, withTarget } from './with-target.ts'

const [program, report] = ['/kind/critest', '/var/critest.json']

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
  await withTarget(target, { ...stage, ...options }, async ({ name }) => {
    await giveImages(name, images, signal)
    const { nodes } = await openCluster(name, { environment: readEnvironment(), signal })
    for (const [spec, result] of await runIn(nodes[0]!, binary, signal)) {
      await keep(spec, result)
      if (result.outcome === 'failed') failed += 1
      stage.say(tellResult(`${target} critest`, spec, result))
    }
  })
  return failed
}

async function runIn(node: Node, binary: string, signal: AbortSignal): Promise<Map<string, SpecResult>> {
  await node.put([{ path: program, content: await readFile(binary), mode: 0o755 }])
  const argv = [program, '--runtime-endpoint=unix:///run/containerd/containerd.sock', '--ginkgo.no-color', `--ginkgo.json-report=${report}`]
  try {
    const { stdout } = await node.run(argv, { signal, allowFailure: true })
    const text = await node.read(report)
    if (text === undefined) throw new Error(`critest wrote no report:\n${stdout.slice(-2_000)}`)
    return readReport(text)
  } finally {
    await node.run(['rm', '-f', program, report])
  }
}
