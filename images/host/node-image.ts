// Sees to it that a cluster can be made: a node image is here, or the engine can pull one, or it is built now.
import { nodeImages } from '../../src/config/defaults.ts'
import { askEngine } from './ask-engine.ts'
import { ensureDebianPackages, IMAGE_BUILD_PACKAGES, mayInstallPackages } from './debian-packages.ts'
import { ENGINE_SOCKET } from './engine-paths.ts'

/** 'default': whichever image clusters get when none is named. 'built': the one of this clone, which its own tests are about. */
export type NodeImageWish = 'default' | 'built'

/** Runs a program with this process's stdio and gives its exit code. */
type Run = (program: string, args: readonly string[]) => Promise<number>

/** Returns the exit code of the build, 0 when none was needed. */
export async function ensureNodeImage(wish: NodeImageWish, run: Run): Promise<number> {
  if (wish === 'default' && (await isStockImageAtHand())) return 0
  if (mayInstallPackages()) await ensureDebianPackages(IMAGE_BUILD_PACKAGES)
  // It decides by content whether there is anything to do.
  return run(process.execPath, [`${import.meta.dirname}/../build.ts`])
}

async function isStockImageAtHand(): Promise<boolean> {
  const stock = nodeImages[0]?.stock
  if (stock === undefined) return false
  const present = await askEngine(ENGINE_SOCKET, `/images/${stock}/json`, 10_000)
  if (present?.status === 200) return true
  // The engine asks the registry for the image's digest and downloads nothing. Without a way out that fails at once
  // where names do not resolve; behind a firewall that drops packets it would take a minute.
  const offered = await askEngine(ENGINE_SOCKET, `/distribution/${stock}/json`, 8_000)
  return offered?.status === 200
}
