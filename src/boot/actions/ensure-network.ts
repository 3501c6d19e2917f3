// Makes sure the Docker network of all clusters exists, with explicit ranges, so that nodes can keep their addresses.
import { ensureNetwork as ensureDockerNetwork, findNetwork } from '../../docker/networks.ts'
import { ownLabels } from '../../plan/labels.ts'
import { networkRanges, ulaRange } from '../../plan/network.ts'
import { DockerError, describeError } from '../../support/errors.ts'
import type { BootAction, PrepareContext } from '../action.ts'

export const ensureNetwork: BootAction<PrepareContext> = {
  name: 'ensure-network',
  async run({ engine, network, owner }) {
    if (await findNetwork(engine, network)) return
    const refusals: string[] = []
    for (const range of networkRanges) {
      try {
        await ensureDockerNetwork(engine, { name: network, subnets: [range, ulaRange(network)], ipv6: true, labels: { [ownLabels.owner]: owner } })
        return
      } catch (error) {
        refusals.push(`${range}: ${describeError(error)}`)
      }
    }
    throw new DockerError('KIND_DOCKER_FAILED', {
      what: `the network "${network}" could not be created: ${networkRanges.length} address ranges were refused`,
      seen: refusals.slice(-3),
      do: 'docker network prune',
    })
  },
}
