// Sees to it that a cluster can be made: a node image is here, or the engine can pull one, or it is built now.
import { isNodeImageCurrent } from '../../images/build-node-image.ts'
import { defaultKubernetes, type KubernetesVersion, kubernetesVersions, oldestKubernetes } from '../../images/kubernetes-versions.ts'
import { defaults } from '../../src/config/defaults.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { findImage } from '../../src/docker/images/images.ts'
import { planImageCandidates } from '../../src/plan/node-image.ts'
import { ensureDebianPackages, IMAGE_BUILD_PACKAGES, mayInstallPackages } from './debian-packages.ts'
import { isOffered } from './is-offered.ts'

/**
 * 'default': whichever image clusters get when none is named. 'built': the one of this clone. 'tested': that and one of the oldest
 * Kubernetes that can be built, which its own tests are about. 'every': one of each.
 */
export const nodeImageWishes = ['default', 'built', 'tested', 'every'] as const

export type NodeImageWish = (typeof nodeImageWishes)[number]

/** Runs a program with this process's stdio and gives its exit code. */
type Run = (program: string, args: readonly string[]) => Promise<number>

/** Returns the exit code of the build, 0 when none was needed. */
export async function ensureNodeImage(engine: Engine, wish: NodeImageWish, run: Run): Promise<number> {
  if (wish === 'default' && (await isStockImageAtHand(engine))) return 0
  for (const version of versionsOf(wish)) {
    // Told by content, without a compiler: where the engine has it, nothing is installed and nothing built.
    if (await isNodeImageCurrent(engine, version)) continue
    if (mayInstallPackages()) await ensureDebianPackages(IMAGE_BUILD_PACKAGES)
    const code = await run(process.execPath, [`${import.meta.dirname}/../../images/build.ts`, `--version=${version}`])
    if (code !== 0) return code
  }
  return 0
}

/** What one build has made, the next one finds. */
function versionsOf(wish: NodeImageWish): readonly KubernetesVersion[] {
  if (wish === 'every') return kubernetesVersions
  return wish === 'tested' ? [defaultKubernetes, oldestKubernetes] : [defaultKubernetes]
}

async function isStockImageAtHand(engine: Engine): Promise<boolean> {
  const { stock } = planImageCandidates(defaults.version)
  if (await findImage(engine, stock)) return true
  return isOffered(engine, stock)
}
