// export kubeconfig: a cluster's context into the user's kubeconfig.
import { exportKubeconfig } from '../../cluster/export-kubeconfig.ts'
import { commandContext } from '../command-context.ts'
import { printTalk } from '../output.ts'

interface ExportKubeconfigFlags {
  readonly name: string
  readonly kubeconfig?: string
  readonly internal: boolean
  readonly keepContext: boolean
}

export async function exportKubeconfigCommand({ name, kubeconfig, internal, keepContext }: ExportKubeconfigFlags): Promise<void> {
  await exportKubeconfig(name, { file: kubeconfig, internal, setCurrent: !keepContext }, commandContext())
  printTalk(keepContext ? `Added kubectl context "kind-${name}"` : `Set kubectl context to "kind-${name}"`)
}
