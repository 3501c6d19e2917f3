// A kubeconfig that leads nowhere, for where there is no saying which cluster is meant. Without one, kubectl would fall back to
// the developer's own context; with an empty one, to the cluster it runs in. Main process side.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

// No cluster can have this name, so its directory is never in the way.
const fileName = '.no-cluster'

/** A context that is named and not there: each client fails before it connects to anything, and most of them print the name. */
export const closedKubeconfig = `# KUBECONFIG is a cluster's in its tests, when tests of no other cluster run at the same time in the same process.
# Everywhere else it is this file, so that nothing started there can reach a cluster by mistake.
# The fixture "kubeconfig" is always right: kubectl --kubeconfig \${kubeconfig.path}
apiVersion: v1
kind: Config
current-context: use-the-kubeconfig-fixture
contexts: []
clusters: []
users: []
`

/** Writes it into the directory, unless it is there, and returns its path. */
export async function writeClosedKubeconfig(directory: string): Promise<string> {
  const path = join(directory, fileName)
  const present = await readFile(path, 'utf8').catch(() => undefined)
  if (present === closedKubeconfig) return path
  // Whole and at once: a test of another run may be reading it.
  const fresh = `${path}-${process.pid}`
  await writeFile(fresh, closedKubeconfig, { mode: 0o600 })
  await rename(fresh, path)
  return path
}
