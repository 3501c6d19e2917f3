// How long a Service refuses after its pod is Ready: what kube-proxy takes to learn of the endpoint. Asked from a node, without a pause.
import { findContainer } from './node-container.ts'
import { runInContainer } from '../../../src/docker/exec.ts'
import { createPod, post, servingContainer } from '../contenders/pods.ts'
import { awaitPodReady, inNamespace } from './in-namespace.ts'

export const service = inNamespace('service', 'Service: answers after its pod is Ready', async (connection, namespace, deadline, stage) => {
  const labels = { app: 'one' }
  const path = `/api/v1/namespaces/${namespace}/services`
  const spec = { selector: labels, ports: [{ port: 80, targetPort: 8080 }] }
  await post(connection, path, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'one' }, spec })
  const { spec: made } = await connection.request<{ spec: { clusterIP: string } }>({ path: `${path}/one` })
  const node = await findContainer(stage.engine, stage.clusters[0]!.nodes[0]!)
  // A first packet that is lost while rules are written is sent again a second later: that second is no pause of the Service's.
  const ask = `until timeout 0.1 bash -c 'exec 3<>/dev/tcp/${made.clusterIP}/80' 2>/dev/null; do sleep 0.01; done`
  const answers = runInContainer(stage.engine, node, ['timeout', '60', 'bash', '-c', ask]).then(() => performance.now())
  answers.catch(() => undefined)
  await createPod(connection, namespace, 'one', { containers: [servingContainer()] }, labels)
  await awaitPodReady(connection, namespace, 'one', deadline)
  const readyAt = performance.now()
  // The node may know sooner than whoever asks the API.
  return { value: Math.max(0, (await answers) - readyAt) }
})
