// The clone, the engine and the environment → facts that a release is planned from. Changes nothing.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isNodeImageCurrent } from '../../images/build-node-image.ts'
import { kubernetesVersions } from '../../images/kubernetes-versions.ts'
import { nodeImageName } from '../../images/node/assemble.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { findImage } from '../../src/docker/images/images.ts'
import type { ReleaseFacts } from './plan-release.ts'

export async function readFacts(root: string): Promise<ReleaseFacts> {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8')
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  const { name, version }: { name: string; version: string } = JSON.parse(read('package.json'))
  const lock: { version: string } = JSON.parse(read('package-lock.json'))
  return {
    name,
    version,
    lockVersion: lock.version,
    changelog: read('CHANGELOG.md'),
    changes: git('status', '--porcelain').split('\n').filter(Boolean),
    commit: git('rev-parse', '--short', 'HEAD').trim(),
    images: await readImages(),
    repository: process.env['VITEST_KIND_IMAGES'] || undefined,
    credentials: { npm: Boolean(process.env['NODE_AUTH_TOKEN']), images: Boolean(process.env['DOCKER_AUTH_CONFIG']) },
  }
}

async function readImages(): Promise<ReleaseFacts['images']> {
  // Without an engine none of them is here.
  const engine = await connectEngine(readEnvironment().engine, AbortSignal.timeout(60_000)).catch(() => undefined)
  return Promise.all(
    kubernetesVersions.map(async (version) => {
      const name = nodeImageName(version)
      const isCurrent = engine !== undefined && (await isNodeImageCurrent(engine, version))
      const id = isCurrent ? (await findImage(engine, name))?.id : undefined
      return { name, id, build: `npx tsx images/build.ts --version ${version}` }
    }),
  )
}
