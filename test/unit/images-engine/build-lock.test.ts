import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { expect, test } from 'vitest'
import { withBuildLock } from '../../../images/engine/build-lock.ts'

/** All that the lock asks an engine for is its id. */
const engine = (id: string): Docker => ({ info: () => Promise.resolve({ ID: id }) }) as unknown as Docker

test('two builds on one engine come one after the other, and the second is told why it waits', async () => {
  const docker = engine(randomUUID())
  const events: string[] = []
  const { promise: secondWaits, resolve: onWait } = Promise.withResolvers<void>()
  const { promise: firstBuilds, resolve: onBuild } = Promise.withResolvers<void>()
  const first = withBuildLock(docker, { onProgress: () => {} }, async () => {
    onBuild()
    await secondWaits
    events.push('first ends')
  })
  await firstBuilds
  const told = (line: string): void => {
    events.push(line)
    onWait()
  }
  await Promise.all([first, withBuildLock(docker, { onProgress: told }, () => Promise.resolve(events.push('second begins')))])
  expect(events).toEqual(['another process builds images on this engine: waiting for it', 'first ends', 'second begins'])
})

test('a lock whose process is gone holds nobody up', async () => {
  const id = randomUUID()
  await writeFile(join(tmpdir(), `vitest-kind-build-${id}.lock`), '4194305') // above any pid_max
  expect(await withBuildLock(engine(id), { onProgress: () => {} }, () => Promise.resolve('built'))).toBe('built')
})

test('a failed build gives the lock back', async () => {
  const docker = engine(randomUUID())
  await expect(withBuildLock(docker, { onProgress: () => {} }, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withBuildLock(docker, { onProgress: () => {} }, () => Promise.resolve('built'))).toBe('built')
})

test('waiting ends when the caller gives up', async () => {
  const docker = engine(randomUUID())
  const abort = new AbortController()
  const { promise: taken, resolve: onTaken } = Promise.withResolvers<void>()
  const held = withBuildLock(docker, { onProgress: () => {} }, () => {
    onTaken()
    return new Promise<void>((resolve) => abort.signal.addEventListener('abort', () => resolve()))
  })
  await taken
  const waiting = withBuildLock(docker, { onProgress: () => abort.abort(), signal: abort.signal }, () => Promise.resolve())
  await expect(waiting).rejects.toThrow(/abort/i)
  await held
})
