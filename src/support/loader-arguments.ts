// Arguments with which a Node.js of ours finds packages as this one does. Under Yarn's Plug'n'Play there is no node_modules:
// packages lie in archives, and two hooks know where. This process has them from NODE_OPTIONS, which may hold a user's own
// as well and which ours does not inherit.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Empty where packages lie in node_modules. */
export function loaderArguments(pnp: string | undefined = process.versions['pnp'], resolve = resolvePnp): string[] {
  if (pnp === undefined) return []
  const hook = resolve()
  const loader = join(dirname(hook), '.pnp.loader.mjs')
  // Yarn writes the second one where the project's packages need it.
  return ['--require', hook, ...(existsSync(loader) ? ['--experimental-loader', pathToFileURL(loader).href] : [])]
}

/** Path of the project's `.pnp.cjs`: that is what this name stands for, there only. */
function resolvePnp(): string {
  return createRequire(import.meta.url).resolve('pnpapi')
}
