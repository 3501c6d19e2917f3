// export kubeconfig: a cluster's context into the user's kubeconfig.
import { exportKubeconfig } from '../../cluster/export-kubeconfig.ts'
import { commandContext } from '../command-context.ts'
import { renderContextChange } from '../context-change.ts'
import { printTalk } from '../output.ts'

interface ExportKubeconfigFlags {
  readonly name: string
  readonly kubeconfig?: string
  readonly internal?: boolean
  readonly keepContext?: boolean
}

export async function exportKubeconfigCommand({ name, kubeconfig, internal = false, keepContext = false }: ExportKubeconfigFlags): Promise<void> {
  const { previousContext } = await exportKubeconfig(name, { file: kubeconfig, internal, setCurrent: !keepContext }, commandContext())
  printTalk(renderContextChange(name, { keepContext, previousContext }))
}
