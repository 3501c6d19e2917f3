// Whether calls of the API server are to come into this test process through a tunnel in any case. Worker side: config/env.ts is not for it.
import { KindError } from '../../support/errors.ts'

/** `VITEST_KIND_WEBHOOKS=tunnel`. Otherwise they come straight where an address of this machine is reached. */
export function wantsTunnel(): boolean {
  const way = process.env['VITEST_KIND_WEBHOOKS'] ?? ''
  if (way === '' || way === 'tunnel') return way === 'tunnel'
  throw new KindError('KIND_CONFIG_INVALID', {
    what: `VITEST_KIND_WEBHOOKS is ${JSON.stringify(way)}`,
    do: "set it to 'tunnel', or not at all: then the API server calls straight where it can",
  })
}
