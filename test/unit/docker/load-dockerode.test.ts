// A program that loads the engine's library through us, and what of it is there then.
import { expect, test } from 'vitest'
import { runScript } from '../../support/run-script.ts'

async function listLoaded(then = ''): Promise<Record<'grpc' | 'ssh', boolean>> {
  const { stdout } = await runScript(`
    import { createRequire } from 'node:module'
    import { loadDockerode } from './src/docker/load-dockerode.ts'
    const require = createRequire(process.cwd() + '/src/')
    const Dockerode = loadDockerode()
    ${then}
    const has = (part) => Object.entries(require.cache).some(([path, { loaded }]) => loaded && path.includes(part))
    console.log(JSON.stringify({ grpc: has('@grpc/grpc-js'), ssh: has('/ssh2/') }))`)
  return JSON.parse(stdout) as Record<'grpc' | 'ssh', boolean>
}

test('what an engine of ours does not need is not loaded, and there for whoever uses it', async () => {
  expect(await listLoaded()).toEqual({ grpc: false, ssh: false })
  // As others in the process may.
  const session = `
    const { PassThrough } = require('node:stream')
    const engine = { modem: { dial: (options, answer) => answer(null, new PassThrough()) } }
    require('dockerode/lib/session.js')(engine, undefined, (error, id, done) => done())`
  expect(await listLoaded(session), 'a session with BuildKit').toEqual({ grpc: true, ssh: false })
  const ssh = `
    const { modem } = new Dockerode({ protocol: 'ssh', host: '127.0.0.1', port: 1 })
    modem.buildRequest({ method: 'GET', path: '/', headers: {} }, {}, undefined, () => undefined)
    process.nextTick(() => process.exit())`
  expect(await listLoaded(ssh), 'an engine behind ssh').toEqual({ grpc: false, ssh: true })
  const others = `const modem = new Dockerode({ socketPath: '/nowhere' }).modem; if (require('dockerode') !== Dockerode) throw new Error('two of them')`
  expect(await listLoaded(others), 'it is the one that everybody has').toEqual({ grpc: false, ssh: false })
})
