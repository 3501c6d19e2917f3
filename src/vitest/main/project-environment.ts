// A kubeconfig → the environment of a project's test processes. Main process side; the environment of this process stays as it is.
import type { TestProject } from 'vitest/node'

// By these a client finds the cluster in whose pod it runs, and some look there before they look at KUBECONFIG.
const inCluster = ['KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT']

/**
 * Returns what sets `KUBECONFIG` of all test processes that start from now on. It takes the place of a value in `test.env`, and
 * says so once: that value would be the same for tests of all clusters.
 */
export function prepareEnvironment(project: TestProject): (kubeconfig: string) => void {
  const { KUBECONFIG: given, ...others } = project.config.env ?? {}
  if (given !== undefined)
    project.vitest.logger.log(
      ` kind  KUBECONFIG in test.env is not used: in tests it is that of their cluster (${project.name || 'root project'})`,
    )
  const none = Object.fromEntries(inCluster.map((name) => [name, '']))
  return (kubeconfig) => {
    project.config.env = { ...none, ...others, KUBECONFIG: kubeconfig }
  }
}
