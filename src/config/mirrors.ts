// The registries whose images nodes pull by way of a mirror → where the mirror of each pulls from itself.

/** Where containerd looks for what it must know of registries: ours, a folder for each. */
export const registryFolder = '/etc/containerd/certs.d'

/** Docker Hub serves elsewhere than where the names of its images say. */
const servedElsewhere: Readonly<Record<string, string>> = { 'docker.io': 'https://registry-1.docker.io' }

/** Their names. */
export function listMirrors(written: readonly string[] | Readonly<Record<string, string>>): readonly string[] {
  return isList(written) ? written : Object.keys(written)
}

/** Registry → origin, in one order, however they were written. */
export function resolveMirrors(written: readonly string[] | Readonly<Record<string, string>>): Record<string, string> {
  const pairs = isList(written) ? written.map((registry) => [registry, findOrigin(registry)] as const) : Object.entries(written)
  return Object.fromEntries(
    pairs.map(([registry, url]) => [registry, new URL(url).origin] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** Where a registry serves that is asked for by its name alone. */
export function findOrigin(registry: string): string {
  return servedElsewhere[registry] ?? `https://${registry}`
}

function isList(written: readonly string[] | Readonly<Record<string, string>>): written is readonly string[] {
  return Array.isArray(written)
}
