// An engine, this host and another architecture → nothing, where an image for it can be made; else all that is lacking at once, before anything is built.
import type { Architecture } from '../../src/config/architectures.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { requireCompiler, requireGo } from '../components/go-toolchain.ts'
import { requireEmulation } from './require-emulation.ts'

export async function requireTarget(engine: Engine, architecture: Architecture, cacheDir: string): Promise<void> {
  const compiles = requireGo(cacheDir, { architecture }).then((go) => requireCompiler(go))
  const lacking = (await Promise.allSettled([requireEmulation(engine, architecture), compiles])).filter((one) => one.status === 'rejected')
  const [first, ...others] = lacking.map(({ reason }) => reason as Error)
  if (first === undefined) return
  if (others.length === 0) throw first
  throw new Error([first, ...others].map(({ message }) => message).join('\n\n'), { cause: first })
}
