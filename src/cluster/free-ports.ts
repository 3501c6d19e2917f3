// How many → ports of this host that nobody listens on. Somebody may be faster: the engine then refuses, and the boot tries others.
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Below the ports that Linux gives to outgoing connections, and the engine to whoever leaves the choice to it (32768 on), and
// those of Kubernetes' NodePorts (30000 on): while the cluster is stopped, nobody takes its port by chance.
const first = 20_000
const last = 29_999
// A host of which this many ports in a row are taken, at random, has none to give.
const attempts = 50

export async function findFreePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  for (let attempt = 0; found.size < count && attempt < count + attempts; attempt++) {
    const port = randomInt(first, last + 1)
    if (await isFree(port)) found.add(port)
  }
  return [...found]
}

/** Whoever listens on all addresses is in the way as well. */
async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
