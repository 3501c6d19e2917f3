// Mounts of nodes → those that the engine would refuse. Whether a path is on the host is asked later, where there is one.
import { posix } from 'node:path'
import { listMirrors, registryFolder } from '../mirrors.ts'
import type { ClusterOptions, MountOptions } from '../options.ts'
import type { Problem } from './problem.ts'

export function findMountProblems({ nodes, registry = false, mirrors = [] }: ClusterOptions): Problem[] {
  const written = [...(registry ? [registryFolder] : []), ...listMirrors(mirrors).map((name) => `${registryFolder}/${name}`)]
  return (nodes ?? []).flatMap((node, index) => {
    // What every node has there already.
    const taken = new Map([
      ['/lib/modules', 'the node has its own there'],
      ['/run', 'the node has its own there'],
      ['/tmp', 'the node has its own there'],
    ])
    return (node.extraMounts ?? []).flatMap((mount, at): Problem[] => {
      const path = `nodes[${index}].extraMounts[${at}]`
      const problems = mount === undefined ? [] : findProblems(path, mount, { taken, written })
      if (mount?.containerPath !== undefined) taken.set(clean(mount.containerPath), `${path} mounts there already`)
      return problems
    })
  })
}

function findProblems(
  path: string,
  { containerPath, hostPath }: Partial<MountOptions>,
  { taken, written }: { readonly taken: ReadonlyMap<string, string>; readonly written: readonly string[] },
): Problem[] {
  const problems: Problem[] = []
  // A drive's letter is no separator.
  if (hostPath?.replace(/^[A-Za-z]:(?=[\\/])/, '').includes(':'))
    problems.push([`${path}.hostPath`, `"${hostPath}": the engine takes ":" for the end of a path`])
  if (containerPath === undefined) return problems
  const tell = (text: string): unknown => problems.push([`${path}.containerPath`, `"${containerPath}": ${text}`])
  const other = taken.get(clean(containerPath))
  if (!containerPath.startsWith('/')) tell('not absolute')
  else if (clean(containerPath) === '/') tell("a node's root cannot be mounted over")
  else if (containerPath.includes(':')) tell('the engine takes ":" for the end of a path')
  else if (other) tell(other)
  // What is mounted there is a folder of the host, and would be written to.
  else if (written.some((folder) => `${folder}/`.startsWith(`${clean(containerPath)}/`)))
    tell(`with registry or mirrors, what nodes must know of them is written to ${registryFolder}`)
  return problems
}

function clean(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, '')
}
