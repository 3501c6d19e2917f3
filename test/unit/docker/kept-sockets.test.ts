// A process that asks the engine again and again, each time anew, and what stays open of that.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connectEngine } from '../../../src/docker/connect.ts'

test('who calls ten times has one socket open at the engine, not ten', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kept-sockets-'))
  const server = createServer((_request, response) => void response.end('OK')).listen(join(directory, 'docker.sock'))
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await rm(directory, { recursive: true, force: true })
  })
  await once(server, 'listening')
  let connections = 0
  server.on('connection', () => (connections += 1))
  const environment = { DOCKER_HOST: `unix://${directory}/docker.sock` }
  for (let call = 0; call < 10; call += 1) await connectEngine(environment, new AbortController().signal)
  expect(connections).toBe(1)
})
