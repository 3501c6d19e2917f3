// Where a state brings images: its pods are bound to the first node already, and start with the API server. One whose image came later would wait for
// the kubelet to try again, 10 s or more.
import { startControlPlane as program } from '../../state/put-back/programs.ts'
import { requireFirstNode } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const startControlPlane: BootAction<BootContext> = {
  name: 'start-control-plane',
  concerns: ({ layers }) => layers !== undefined,
  async run(context) {
    const node = await requireFirstNode(context)
    await node.run(['sh', '-c', program], { signal: context.signal })
  },
}
