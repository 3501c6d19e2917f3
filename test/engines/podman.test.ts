// Debian's Podman by its Docker API, on a machine of its own within this one: what it cannot carry is said before anything starts.
import { beforeAll, expect, test } from 'vitest'
import { canHaveBareMachine, runOnBareMachine } from '../host/bare-machine.ts'
import { cliProgram } from '../support/run-cli.ts'
import { unpackDebianProgram } from '../support/debian-programs.ts'

let inFront: string

beforeAll(async () => {
  inFront = await unpackDebianProgram({ name: 'podman', brings: 'podman' })
}, 300_000)

test.runIf(canHaveBareMachine)('Podman on cgroup v1 is refused, and nothing is made', async () => {
  const { exitCode, output } = await runOnBareMachine(`
    test ! -e /sys/fs/cgroup/cgroup.controllers || { echo 'this host has cgroup v2'; exit 3; }
    ip link set lo up
    podman() { ${inFront === '' ? 'command' : inFront} podman --root /var/lib/docker/podman --runroot /run/podman "$@"; }
    podman system service --time=0 unix:///var/run/docker.sock 2>/run/podman.log & service=$!
    wait_for test -S /var/run/docker.sock
    node ${cliProgram} create cluster --name vitest-podman --kubeconfig /run/kubeconfig || echo "exit code $?"
    echo "containers: $(podman ps --all --quiet | wc -l), networks: $(podman network ls --quiet)"
    kill $service; wait $service || true`)
  expect(output).toMatch(/KIND_HOST_UNFIT: .*Podman gives a node no cgroups of its own/)
  expect(output).toContain('exit code 1')
  expect(output).toContain('containers: 0, networks: podman')
  expect(exitCode, output).toBe(0)
  process.stdout.write(`${output.match(/^.*KIND_HOST_UNFIT.*$/m)?.[0]}\n`)
})
