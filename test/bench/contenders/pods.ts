// Pods of images that every node has: what is measured is Kubernetes, and no pull.
import { ownName } from '../../../images/node/plan-images.ts'
import type { KubeConnection } from '../../../src/kube/connection.ts'

/** A shell and the usual programs. */
export const busyboxImage = ownName('local-path-helper')

/** A program that serves, and ends on SIGTERM, as one of a well-behaved user would. */
export const server = 'mkdir -p /tmp/www; echo ok >/tmp/www/index.html; trap "exit 0" TERM; httpd -f -p 8080 -h /tmp/www & wait'

export function servingContainer(more: object = {}): object {
  return { name: 'main', image: busyboxImage, command: ['/bin/sh', '-c', server], ports: [{ containerPort: 8080 }], ...more }
}

export async function createPod(
  connection: KubeConnection,
  namespace: string,
  name: string,
  spec: object,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  await post(connection, `/api/v1/namespaces/${namespace}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec })
}

export async function removePod(connection: KubeConnection, namespace: string, name: string): Promise<void> {
  await connection.request({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}/pods/${name}` })
}

export async function post(connection: KubeConnection, path: string, body: object): Promise<void> {
  await connection.request({ method: 'POST', path, body })
}
