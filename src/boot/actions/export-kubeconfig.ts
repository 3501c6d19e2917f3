// Takes the administrator's kubeconfig out of the node, names it kind-<cluster>, points it at the published port, writes it 0600.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readClusterKubeconfig } from '../read-kubeconfig.ts'
import { kubeconfigPath } from '../paths.ts'
import type { BootAction, BootContext } from '../action.ts'

export const exportKubeconfig: BootAction<BootContext> = {
  name: 'export-kubeconfig',
  async run({ engine, plan, directory }) {
    const path = kubeconfigPath(directory)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, await readClusterKubeconfig(engine, plan.spec.name), { mode: 0o600 })
  },
}
