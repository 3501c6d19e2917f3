// Makes sure the Docker network of all clusters exists, with explicit ranges, so that nodes can keep their addresses.
import { ensureNetwork as ensureDockerNetwork } from '../../docker/networks.ts'
import { ownLabels } from '../../plan/labels.ts'
import { networkRanges, ulaRange } from '../../plan/network.ts'
import type { BootAction, PrepareContext } from '../action.ts'

export const ensureNetwork: BootAction<PrepareContext> = {
  name: 'ensure-network',
  async run({ engine, network, owner }) {
    await ensureDockerNetwork(engine, {
      name: network,
      subnets: [...networkRanges, ulaRange(network)],
      ipv6: true,
      labels: { [ownLabels.owner]: owner },
    })
  },
}
