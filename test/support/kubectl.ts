// The real kubectl, taken once out of the node image and kept in .cache/.
import { access, chmod, mkdir, rename } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { defaults } from '../../src/config/defaults.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { createContainer, removeContainer } from '../../src/docker/containers.ts'
import { copyOut } from './copy-out.ts'
import { TEST_LABEL } from './test-label.ts'

/** Path of the folder it is in, for PATH. */
export async function findKubectl(): Promise<string> {
  const folder = join(import.meta.dirname, '../../.cache/kubectl', defaults.version)
  const program = join(folder, 'kubectl')
  const present = await access(program).then(
    () => true,
    () => false,
  )
  if (present) return folder
  await mkdir(folder, { recursive: true })
  const engine = await connectEngine(process.env, AbortSignal.timeout(60_000))
  const image = await findPresentImage(engine, defaults.version)
  if (image === undefined) throw new Error(`no node image for Kubernetes ${defaults.version}; npm run images builds it`)
  const id = await createContainer(engine, { Image: image, Labels: { [TEST_LABEL]: 'kubectl' } })
  try {
    const fresh = `${program}-${process.pid}`
    const container = engine.docker.getContainer(id)
    for (let path: string | undefined = '/usr/bin/kubectl'; path !== undefined;) {
      const link = await copyOut(await container.getArchive({ path }), fresh)
      path = link === undefined ? undefined : posix.resolve(posix.dirname(path), link)
    }
    await chmod(fresh, 0o755)
    await rename(fresh, program)
  } finally {
    await removeContainer(engine, id)
  }
  return folder
}
