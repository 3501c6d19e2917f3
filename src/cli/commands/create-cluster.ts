// create cluster: a cluster that stays; the progress goes to stderr, nothing to stdout.
import { createCluster } from '../../cluster/create-cluster.ts'
import { printProgress, printTalk } from '../output.ts'
import { commandContext } from '../command-context.ts'

interface CreateClusterArguments {
  readonly name: string
  readonly image?: string
  readonly version?: string
  readonly workers?: number
  readonly retain: boolean
}

export async function createClusterCommand({ name, image, version, workers, retain }: CreateClusterArguments): Promise<void> {
  printTalk(`Creating cluster "${name}" ...`)
  const interrupted = new AbortController()
  // What was made so far is removed before the process ends; a second Ctrl-C ends it at once.
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')))
  const handle = await createCluster(
    { name, keepOnFailure: retain, ...(image !== undefined && { image }), ...(version !== undefined && { version }), ...(workers !== undefined && { workers }) },
    { ...commandContext(), onProgress: printProgress, signal: interrupted.signal, source: 'the command line' },
  )
  printTalk(`Usable: Kubernetes ${handle.kubernetesVersion} at ${handle.server}`)
  printTalk(`export KUBECONFIG=${handle.kubeconfigPath}`)
}
