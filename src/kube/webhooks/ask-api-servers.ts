// A question → whether every API server of the cluster says yes to it. They learn of a change each for itself, and one address stands for all.
import { type KubeConnection, connectKube } from '../connection.ts'

// The load balancer gives a new connection to the API server with the fewest: more at once than there are servers reach them all.
const connectionsEach = 4

export async function askApiServers(
  connection: KubeConnection,
  apiServers: number,
  ask: (connection: KubeConnection) => Promise<boolean>,
): Promise<boolean> {
  if (apiServers <= 1) return ask(connection)
  const connections = await Promise.all(Array.from({ length: apiServers * connectionsEach }, () => connectKube(connection.kubeconfig)))
  try {
    const answers = await Promise.all(connections.map(ask))
    return answers.every(Boolean)
  } finally {
    await Promise.all(connections.map((one) => one.close()))
  }
}
