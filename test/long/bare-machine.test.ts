// The quick start of this repository on a Debian that has Node.js and nothing else: what that lacks is installed or told.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { ensureGoImage } from '../../.ci/host/go-image.ts'
import { ensureDebianImage } from '../../images/base/debian-image.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { createContainer, removeContainer, startContainer } from '../../src/docker/containers.ts'
import { copyProject } from '../support/copy-project.ts'
import { findNode } from '../support/other-node.ts'
import { TEST_LABEL } from '../support/test-label.ts'

const socket = '/var/run/docker.sock'
const run = promisify(execFile)

test.runIf(existsSync(socket))(
  'npm run quickstart needs Node.js and npm, and no package of Debian beside',
  { timeout: 900_000 },
  async () => {
    const engine = await connectEngine({ DOCKER_HOST: `unix://${socket}` }, new AbortController().signal)
    // No part of the bare machine, which could not compile it either.
    await ensureGoImage(engine)
    const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-bare-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await copyProject(folder)
    const npm = dirname(dirname(await realpath((await run('sh', ['-c', 'command -v npm'])).stdout.trim())))
    const { stdout: registry } = await run('npm', ['config', 'get', 'registry'])
    // Whom this host trusts beside those that everybody does.
    const { NODE_EXTRA_CA_CERTS: trusted } = process.env
    const script = `
    set -e
    printf '#!/bin/sh\\nexec node /opt/npm/bin/npm-cli.js "$@"\\n' > /usr/local/bin/npm
    chmod +x /usr/local/bin/npm
    cd /root/vitest-kind
    npm run quickstart
  `
    const id = await createContainer(engine, {
      Image: await ensureDebianImage(engine, () => undefined),
      Cmd: ['sh', '-c', script],
      Env: [
        'NO_COLOR=1',
        `npm_config_registry=${registry.trim()}`,
        ...(trusted === undefined ? [] : ['NODE_EXTRA_CA_CERTS=/opt/trusted.crt']),
      ],
      Tty: true,
      Labels: { [TEST_LABEL]: 'bare-machine' },
      HostConfig: {
        // The clusters' API servers are on the loopback of the engine's host.
        NetworkMode: 'host',
        Binds: [
          `${socket}:${socket}`,
          `${await findNode('22.22.0')}:/usr/local/bin/node:ro`,
          `${npm}:/opt/npm:ro`,
          `${folder}:/root/vitest-kind`,
          ...(trusted === undefined ? [] : [`${trusted}:/opt/trusted.crt:ro`]),
        ],
      },
    })
    onTestFinished(() => removeContainer(engine, id))
    const container = engine.docker.getContainer(id)
    const stream = await container.attach({ stream: true, stdout: true, stderr: true })
    await startContainer(engine, id)
    const output = await text(stream)
    const { StatusCode } = (await container.wait()) as { StatusCode: number }
    process.stdout.write(output)
    expect(output).toContain('installing what the Node.js of node_modules lacks on this host: done in')
    expect(output).toMatch(/Tests +4 passed \(4\)/)
    expect(StatusCode, output).toBe(0)
  },
)
