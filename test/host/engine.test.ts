import { describe, expect, test } from 'vitest'
import { canHaveBareMachine, runOnBareMachine } from './bare-machine.ts'

describe.runIf(canHaveBareMachine)('on a machine where no engine answers', () => {
  test('a command gets an engine, and nothing runs after it', async () => {
    const { exitCode, output } = await runOnBareMachine(`
      with-engine.ts -- sh -c '/run/ping; exit 7' || echo " exit code $?"
      test -z "$(engine_pid)"; ls -A /run/docker 2>/dev/null | grep -v plugins || true
      test -z "$(pgrep containerd || true)"`)
    expect(output).toContain('OK exit code 7')
    expect(exitCode, output).toBe(0)
  })

  test('two commands at once share one engine; the last one out ends it', async () => {
    const { exitCode, output } = await runOnBareMachine(`
      with-engine.ts -- sh -c 'touch /run/first; while [ ! -e /run/second-ended ]; do sleep 0.05; done; /run/ping' & first=$!
      with-engine.ts -- sh -c 'while [ ! -e /run/first ]; do sleep 0.05; done; pgrep -xc dockerd'
      touch /run/second-ended
      wait $first
      test -z "$(engine_pid)"`)
    expect(output.match(/starting dockerd \(/g)).toHaveLength(1)
    expect(output).toMatch(/^1$/m)
    expect(output).toContain('OK')
    expect(exitCode, output).toBe(0)
  })

  test('after a kill -9 of a command, the next one uses its engine and ends it', async () => {
    const { exitCode, output } = await runOnBareMachine(`
      with-engine.ts -- sh -c 'touch /run/ready; sleep 1000' & wait_for test -e /run/ready
      kill -9 $!
      before=$(engine_pid); test -n "$before"
      with-engine.ts -- sh -c "test $before = \\$(pgrep -x dockerd)"
      test -z "$(engine_pid)"`)
    expect(exitCode, output).toBe(0)
  })

  test('an engine that was killed with -9, and whose pid another process has by now, is replaced', async () => {
    const { exitCode, output } = await runOnBareMachine(`
      sleep 1000 & other=$!
      VITEST_KIND_KEEP_ENGINE=1 with-engine.ts -- true
      kill -9 $(engine_pid); wait_for sh -c '! pgrep -x dockerd'
      pkill -9 containerd || true
      echo $other > /var/run/docker.pid; echo $other > /var/run/docker/containerd/containerd.pid
      with-engine.ts -- sh -c '/run/ping'
      test -z "$(engine_pid)"`)
    expect(output).toContain('OK')
    expect(exitCode, output).toBe(0)
  })

  test('SIGTERM reaches the command, its end is awaited, and then the engine ends', async () => {
    const { exitCode, output } = await runOnBareMachine(`
      with-engine.ts -- sh -c 'trap "sleep 0.3; echo cleaned up; exit 0" TERM; touch /run/ready; while :; do sleep 0.05; done' & command=$!
      wait_for test -e /run/ready
      kill -TERM $command
      wait $command || echo "exit code $?"
      test -z "$(engine_pid)"`)
    expect(output).toMatch(/cleaned up\n(.*\n)*exit code 143/)
    expect(exitCode, output).toBe(0)
  })

  test('an engine that was there before is used and left alone', async () => {
    const { exitCode, output } = await runOnBareMachine(`
      VITEST_KIND_KEEP_ENGINE=1 with-engine.ts -- true
      before=$(engine_pid); test -n "$before"
      with-engine.ts -- sh -c '/run/ping'
      test "$before" = "$(engine_pid)"
      kill $before; wait_for sh -c '! pgrep -x dockerd'`)
    expect(output).toContain('OK')
    expect(exitCode, output).toBe(0)
  })

  test('an engine that cannot start is told with the last words of its log', async () => {
    const { exitCode, output } = await runOnBareMachine(`
      mount -t tmpfs -o ro tmpfs /var/lib/docker
      with-engine.ts -- true`)
    expect(exitCode).toBe(1)
    expect(output).toContain('KIND_DOCKER_UNREACHABLE: dockerd ended right after its start (exit code 1)')
    expect(output).toContain('read-only file system')
    expect(output).toContain('kept   /var/lib/vitest-kind/engine/dockerd.log')
  })

  test('an engine that was named and does not answer is not replaced by another', async () => {
    const { exitCode, output } = await runOnBareMachine(`DOCKER_HOST=unix:///run/nobody.sock with-engine.ts -- true`)
    expect(exitCode).toBe(1)
    expect(output).toMatch(/KIND_DOCKER_UNREACHABLE: no Docker engine answered \(DOCKER_HOST.*\n.*\/run\/nobody.sock +no such file/)
  })
})
