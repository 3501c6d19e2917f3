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
  const build = (name: string) => (): Promise<void> => {
    events.push(`${name} begins`)
    return new Promise((resolve) => setTimeout(resolve, 20)).then(() => void events.push(`${name} ends`))
  }
  const first = withBuildLock(docker, { onProgress: (line) => events.push(line) }, build('first'))
  await expect.poll(() => events).toContain('first begins')
  await Promise.all([first, withBuildLock(docker, { onProgress: (line) => events.push(line) }, build('second'))])
  expect(events).toEqual(['first begins', 'another process builds images on this engine: waiting for it', 'first ends', 'second begins', 'second ends'])
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
  const held = withBuildLock(docker, { onProgress: () => {} }, () => new Promise<void>((resolve) => abort.signal.addEventListener('abort', () => resolve())))
  const waiting = withBuildLock(docker, { onProgress: () => abort.abort(), signal: abort.signal }, () => Promise.resolve())
  await expect(waiting).rejects.toThrow(/abort/i)
  await held
})
