// `node change-kubeconfig.ts <files> <name> <changes> [user id]`, with commas between several: a process that changes kubeconfigs, one of
// many, in a mount namespace of its own or as another user. Changes: add, remove, check, endless (adds again and again). What goes wrong
// with a file is told, and the next one follows.
import { addToKubeconfigFile, checkKubeconfigFile, removeFromKubeconfigFile } from '../../src/kube/kubeconfig/kubeconfig-file.ts'

const [files = '', name = '', changes = '', user] = process.argv.slice(2)
const entry = JSON.stringify({
  clusters: [{ name, cluster: {} }],
  users: [{ name, user: {} }],
  contexts: [{ name, context: {} }],
  'current-context': name,
})
if (user !== undefined) {
  process.setgroups?.([])
  process.setgid?.(Number(user))
  process.setuid?.(Number(user))
}
for (const file of files.split(',')) {
  try {
    for (const change of changes.split(',')) await make(change, file)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}

async function make(change: string, file: string): Promise<void> {
  if (change === 'remove') await removeFromKubeconfigFile(file, name)
  else if (change === 'check') await checkKubeconfigFile(file)
  else await addToKubeconfigFile(file, entry, { setCurrent: true })
  if (change !== 'endless') return
  process.stdout.write('.')
  await make(change, file)
}
