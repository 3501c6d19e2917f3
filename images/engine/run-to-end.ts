// A created container whose program does one job → the job done, or an error with what it printed last.
import type { Engine } from '../../src/docker/connect.ts'
import { readLogTail } from '../../src/docker/logs.ts'

/** The caller removes the container; when the engine's signal fires, its reason is thrown. */
export async function runToEnd(engine: Engine, id: string): Promise<void> {
  const container = engine.docker.getContainer(id)
  try {
    await container.start()
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number }
    if (code === 0) return
    throw new Error(`The build container ended with code ${code}:\n${await readLogTail(engine, id, 20)}`)
  } catch (error) {
    engine.signal.throwIfAborted()
    throw error
  }
}
