// A Kubernetes version → the references its node image may have.
import { nodeImages, type NodeImageChoice } from '../config/defaults.ts'
import { ConfigError } from '../support/errors.ts'

/** Where images of a version come from, best first: what is published for kind, then what was built here. */
export function planImageCandidates(version: string): NodeImageChoice {
  const minor = version.split('.').slice(0, 2).join('.')
  const known = nodeImages.find((choice) => choice.minor === minor)
  // A full version names its own images, known to this release or not.
  if (version !== minor) return { minor, stock: `kindest/node:v${version}`, built: `vitest-kind/node:v${version}` }
  if (known) return known
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: `no node image is known for Kubernetes ${version}`,
    problems: [`version  "${version}": known here: ${nodeImages.map((choice) => choice.minor).join(', ')}`, 'nothing was started'],
    do: 'write the full version (it is looked for as kindest/node:vX.Y.Z), or name an image',
  })
}
