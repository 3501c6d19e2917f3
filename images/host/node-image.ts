// Sees to it that a cluster can be made: a node image is here, or the engine can pull one, or it is built now.
import { defaults } from '../../src/config/defaults.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { findImage } from '../../src/docker/images.ts'
import { planImageCandidates } from '../../src/plan/node-image.ts'
import { ensureDebianPackages, IMAGE_BUILD_PACKAGES, mayInstallPackages } from './debian-packages.ts'

/** 'default': whichever image clusters get when none is named. 'built': the one of this clone, which its own tests are about. */
export type NodeImageWish = 'default' | 'built'

/** Runs a program with this process's stdio and gives its exit code. */
type Run = (program: string, args: readonly string[]) => Promise<number>

/** Returns the exit code of the build, 0 when none was needed. */
export async function ensureNodeImage(engine: Engine, wish: NodeImageWish, run: Run): Promise<number> {
  if (wish === 'default' && (await isStockImageAtHand(engine))) return 0
  if (mayInstallPackages()) await ensureDebianPackages(IMAGE_BUILD_PACKAGES)
  // It decides by content whether there is anything to do.
  return run(process.execPath, [`${import.meta.dirname}/../build.ts`])
}

async function isStockImageAtHand(engine: Engine): Promise<boolean> {
  const { stock } = planImageCandidates(defaults.version)
  if (await findImage(engine, stock)) return true
  // The engine asks the registry for the image's digest and downloads nothing.
  const offered = engine.docker.getImage(stock).distribution().then(
    () => true,
    () => false,
  )
  return Promise.race([offered, noAnswerInTime()])
}

// Without a way out the engine's question fails at once where names do not resolve; behind a firewall that drops packets
// it would take a minute.
function noAnswerInTime(): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), 8_000).unref())
}
