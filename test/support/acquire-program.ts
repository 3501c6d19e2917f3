// A program for tests: acquires a reusable cluster as another process would and prints what it got, as one JSON line.
import { acquireCluster } from '../../src/api.ts'

const [options = '{}', artifactsDirectory = ''] = process.argv.slice(2)
const actions: string[] = []
const { handle } = await acquireCluster(JSON.parse(options), {
  artifactsDirectory,
  onProgress: (event) => event.type === 'finished' && actions.push(event.action),
})
process.stdout.write(`${JSON.stringify({ name: handle.name, adopted: handle.adopted, actions, server: handle.server })}\n`)
