// kind puts Envoy in front of several control planes, by one name of its image. Where that is not on the engine and cannot be had, haproxy of the
// node image does its work under that name, for the time of the bench: it hears kind's own configuration.
import type { Engine } from '../../../src/docker/connect.ts'
import { buildBenchImage, hasImage, removeBenchImage } from './bench-image.ts'

/** Of kind 0.33, pkg/cluster/internal/loadbalancer/const.go. */
const envoy = 'docker.io/envoyproxy/envoy:v1.36.2'

// Checks as kind has them for Envoy: /healthz every 2 s, one success, two failures.
const program = String.raw`#!/bin/bash
set -eu
until grep -q lb_endpoints /home/envoy/cds.yaml; do sleep 0.1; done
{
  printf '%s\n' defaults ' mode tcp' ' timeout connect 1s' ' timeout client 1h' ' timeout server 1h' \
    'resolvers engine' ' nameserver engine 127.0.0.11:53' \
    'frontend api' ' bind :6443' ' default_backend api' \
    'backend api' ' option httpchk GET /healthz' ' default-server check check-ssl verify none inter 2s fall 2 rise 1 resolvers engine init-addr none'
  sed -n '/lb_endpoints/,$ s/^ *address: \([a-z0-9.-]\+\)$/ server \1 \1:6443/p' /home/envoy/cds.yaml
} >/tmp/haproxy.cfg
exec haproxy -f /tmp/haproxy.cfg
`

/** What is to be said of it, and how it goes away; undefined where the engine has the real one. */
export async function standInForEnvoy(
  engine: Engine,
  nodeImage: string,
): Promise<{ readonly notice: string; remove(): Promise<void> } | undefined> {
  if (await hasImage(engine, envoy)) return undefined
  await buildBenchImage(engine, envoy, [`FROM ${nodeImage}`, 'COPY envoy /usr/local/bin/envoy', 'ENTRYPOINT []'], { envoy: program })
  return {
    notice: `kind's load balancer is haproxy of the node image here: ${envoy} is not on this engine`,
    remove: () => removeBenchImage(engine, envoy),
  }
}
