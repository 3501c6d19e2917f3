// `node change-kubeconfig.ts <file> <name> add|remove`: one of many processes that change one kubeconfig.
import { addToKubeconfigFile, removeFromKubeconfigFile } from '../../src/kube/kubeconfig-file.ts'

const [file = '', name = '', change] = process.argv.slice(2)
const entry = { clusters: [{ name, cluster: {} }], users: [{ name, user: {} }], contexts: [{ name, context: {} }], 'current-context': name }
if (change === 'add') await addToKubeconfigFile(file, JSON.stringify(entry), { setCurrent: true })
else await removeFromKubeconfigFile(file, name)
