// Puts the images that a state brings into every node, while the state is put back into the first.
import { createLoadMeter } from '../../cluster/load-meter.ts'
import { putBackImages as putBack } from '../../state/put-back/put-back-images.ts'
import { requireNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const putBackImages: BootAction<BootContext> = {
  name: 'put-back-images',
  concerns: ({ layers }) => layers !== undefined,
  async run(context) {
    const { amount, detail, engine, layers, signal, state } = context
    const nodes = await requireNodes(context)
    const meter = createLoadMeter('images of the snapshot', nodes, amount)
    const say = (line: string): void => detail(1, line)
    await putBack({ engine, nodes, images: state!.images!, layers: layers!, signal, say, onBytes: meter.onBytes }).finally(meter.end)
  },
}
