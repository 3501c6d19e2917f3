// get kubeconfig: YAML on stdout.
import { readKubeconfig } from '../../cluster/read-kubeconfig.ts'
import { commandContext } from '../command-context.ts'
import { printData } from '../output.ts'

export async function getKubeconfigCommand(name: string, internal = false): Promise<void> {
  printData(await readKubeconfig(name, { internal }, commandContext()))
}
