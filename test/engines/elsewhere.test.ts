// An engine that is not this machine's: behind TLS, named by a Docker context, and behind Debian's own ssh server. 127.0.0.2 and an ssh login stand for
// the other host, on a machine of its own within this one; the engine is Debian's.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { findMissingPackages } from '../../.ci/host/debian-packages.ts'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { defaults } from '../../src/config/defaults.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { saveImages } from '../../src/docker/images/images.ts'
import { canHaveBareMachine, runOnBareMachine } from '../host/bare-machine.ts'
import { createCertificate } from '../support/kube-certificate.ts'
import { unpackDebianProgram } from '../support/debian-programs.ts'
import { sshHosts, writeSshFiles } from './ssh-files.ts'

const cacheDir = join(import.meta.dirname, '../../.cache')
const steps = [
  'images are taken',
  'TLS: the quick start',
  'TLS: what is wrong is told',
  'a context: one node and one more',
  'a context: images are loaded in all their shapes',
  'a context: stopped, and started again',
  'a context: the command line finds it by the one in use',
  'a context: deleted',
  'a context: what is wrong is told',
  'ssh: the quick start',
  'ssh: processes that ask much at once log in a few times',
  'ssh: one node and one more',
  'ssh: images are loaded in all their shapes',
  'ssh: stopped, and started again',
  'ssh: a kubeconfig for others, with a tunnel of their own',
  'ssh: deleted',
  'ssh: a run that is killed leaves nothing',
  'ssh: what is wrong is told',
  'nothing is left',
]

let folder: string
let inFrontOfSshd: string

beforeAll(async () => {
  await mkdir(cacheDir, { recursive: true })
  folder = await mkdtemp(join(cacheDir, 'elsewhere-'))
  // sshd looks at who may write above its files.
  await chmod(folder, 0o755)
  inFrontOfSshd = await unpackDebianProgram({ name: 'openssh-server', brings: 'sshd' })
  await writeTlsFiles(join(folder, 'tls'))
  await writeSshFiles(folder)
  await writeEngine(join(folder, 'programs'), join(folder, 'tls'))
  const engine = await connectEngine(process.env, new AbortController().signal)
  const image = await findPresentImage(engine, defaults.version)
  await pipeline(await saveImages(engine, [image!, 'golang:1.26']), createWriteStream(join(folder, 'images.tar')))
  return () => rm(folder, { recursive: true })
}, 600_000)

const isPossible = canHaveBareMachine && findMissingPackages([{ name: 'openssh-client', brings: 'ssh' }]).length === 0

test.runIf(isPossible)('an engine elsewhere, by TLS, contexts and ssh', { timeout: 1_800_000 }, async () => {
  const { exitCode, output } = await runOnBareMachine(`
    mount --bind ${join(folder, 'programs')} /usr/local/sbin
    ip link set lo up
    mkdir -m 755 /run/sshd; mkdir /run/t; export TMPDIR=/run/t
    cp /etc/passwd /run/passwd
    grep -q ^sshd: /run/passwd || echo 'sshd:x:106:65534::/run/sshd:/usr/sbin/nologin' >> /run/passwd
    mount --bind /run/passwd /etc/passwd
    for host in ${sshHosts.join(' ')}; do
      ${inFrontOfSshd} sh -c 'exec "$(command -v sshd)" -D -e -f "$0"' ${folder}/sshd_$host 2>/run/sshd_$host.log &
    done
    export PATH=${folder}/bin:$PATH
    test/engines/elsewhere.ts ${folder}
    # Shared connections belong to no process, and go ten seconds after their last use.
    wait_for sh -c '! pgrep --exact --runstates R,S,D ssh >/dev/null'
    echo 'no ssh is left'`)
  process.stdout.write(`${output.match(/^(engine|loaded|told|did|failed): .*$/gm)?.join('\n')}\n`)
  expect(output.match(/^did: .*(?= \()/gm), output).toEqual(steps.map((step) => `did: ${step}`))
  expect(output).toContain('no ssh is left')
  expect(exitCode, output).toBe(0)
})

/** Each its own authority: the engine's, and two callers', of whom it knows one. */
async function writeTlsFiles(place: string): Promise<void> {
  const [engine, caller, stranger] = [
    createCertificate('engine', 'elsewhere', ['127.0.0.2']),
    createCertificate('caller'),
    createCertificate('stranger'),
  ]
  const files = {
    'engine/cert.pem': engine.certificate,
    'engine/key.pem': engine.key,
    'engine/callers.pem': caller.certificate,
    'caller/ca.pem': engine.certificate,
    'caller/cert.pem': caller.certificate,
    'caller/key.pem': caller.key,
    'stranger/ca.pem': engine.certificate,
    'stranger/cert.pem': stranger.certificate,
    'stranger/key.pem': stranger.key,
    'other-engine/ca.pem': stranger.certificate,
    'other-engine/cert.pem': caller.certificate,
    'other-engine/key.pem': caller.key,
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(place, name, '..'), { recursive: true })
    await writeFile(join(place, name), text)
  }
}

/** This host's own engine, under its own name, which listens for callers from elsewhere, too. */
async function writeEngine(place: string, tls: string): Promise<void> {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v dockerd'], {
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  })
  const flags = `--host tcp://127.0.0.2:2376 --host unix:///var/run/docker.sock --tlsverify --tlscacert ${tls}/engine/callers.pem --tlscert ${tls}/engine/cert.pem --tlskey ${tls}/engine/key.pem`
  await mkdir(place)
  await writeFile(join(place, 'dockerd'), `#!/bin/sh\nexec ${stdout.trim()} ${flags} "$@"\n`)
  await chmod(join(place, 'dockerd'), 0o755)
}
