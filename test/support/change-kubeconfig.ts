// `node change-kubeconfig.ts <file> <name> add|remove|endless`: one of many processes that change one kubeconfig.
import { addToKubeconfigFile, removeFromKubeconfigFile } from '../../src/kube/kubeconfig-file.ts'

const [file = '', name = '', change] = process.argv.slice(2)
const entry = JSON.stringify({ clusters: [{ name, cluster: {} }], users: [{ name, user: {} }], contexts: [{ name, context: {} }], 'current-context': name })
if (change === 'remove') await removeFromKubeconfigFile(file, name)
else await add()
if (change === 'endless') for (;;) await add()

async function add(): Promise<void> {
  await addToKubeconfigFile(file, entry, { setCurrent: true })
  process.stdout.write('.')
}
