// load docker-image, load image-archive: into the nodes of a cluster, ours or kind's.
import { loadArchivesIntoCluster, loadIntoCluster, type LoadTarget } from '../../cluster/load-into-cluster.ts'
import { commandContext } from '../command-context.ts'
import { printTalk } from '../output.ts'
import type { OnProgress } from '../../support/progress.ts'

export async function loadImagesCommand(images: readonly string[], target: LoadTarget): Promise<void> {
  await loadIntoCluster(images, target, { ...commandContext(), onProgress: say })
}

export async function loadArchivesCommand(archives: readonly string[], target: LoadTarget): Promise<void> {
  await loadArchivesIntoCluster(archives.map((archive) => (archive === '-' ? process.stdin : archive)), target, { ...commandContext(), onProgress: say })
}

const say: OnProgress = (event) => {
  if (event.type === 'notice') printTalk(event.text)
}
