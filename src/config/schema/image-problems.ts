// Names of images and the Kubernetes version → what keeps them from being looked for.
import { parseImageReference } from '../../support/image-reference.ts'
import { isArchivePath } from '../image-spec.ts'
import { findVersionProblem } from '../node-images.ts'
import type { ClusterOptions, ImageBuild } from '../options.ts'
import type { IsBroken, Problem } from './problem.ts'

export function findImageProblems({ version, image, nodes, images = [] }: ClusterOptions, isBroken: IsBroken): Problem[] {
  const named: [string, string | undefined][] = [
    ['image', image],
    ...(nodes ?? []).map((node, index): [string, string | undefined] => [`nodes[${index}].image`, node.image]),
    ...images.map(nameOf),
  ]
  const problems = named.flatMap(([path, name]): Problem[] => {
    const why = name === undefined ? undefined : findNameProblem(name)
    return why === undefined ? [] : [[path, `${JSON.stringify(name)}: ${why}`]]
  })
  // With an image for each node, whatever it is, nothing is looked for by version.
  const isNamed = (index: number): boolean =>
    nodes?.[index]?.image !== undefined || isBroken('nodes', index) || isBroken('nodes', index, 'image')
  const areNamed =
    image !== undefined || isBroken('image') || isBroken('nodes') || (nodes?.length && nodes.every((_node, index) => isNamed(index)))
  const unknown = version === undefined || areNamed ? undefined : findVersionProblem(version)
  return unknown === undefined ? problems : [['version', unknown], ...problems]
}

/** The engine takes ids as well, whole or their first digits. */
function findNameProblem(name: string): string | undefined {
  if (/^(sha256:)?[0-9a-f]{7,64}$/.test(name)) return undefined
  const parsed = parseImageReference(name)
  return typeof parsed === 'string' ? parsed : undefined
}

/** Of an archive's path there is nothing to judge without looking; of a build there is its tag. A hole is what is wrong by itself. */
function nameOf(image: string | ImageBuild | undefined, index: number): [string, string | undefined] {
  if (typeof image !== 'object') return [`images[${index}]`, image === undefined || isArchivePath(image) ? undefined : image]
  return [`images[${index}].tag`, image.tag]
}
