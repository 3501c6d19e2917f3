// A program of its own: one build through testcontainers, which sends the folder, heeds .dockerignore and knows the user's registries.
// Apart from the run, for it looks for the engine by the environment, which is not ours to change there; tells the engine's words only
// to a log on stderr; and leaves an answer of the engine that is no build unhandled. It ends with whoever has started it.
import type { BuildRequest } from './build-image.ts'

// One line of JSON, and then nothing until the end of whoever writes it.
const request = await new Promise<BuildRequest>((resolve) => {
  let heard = ''
  process.stdin.setEncoding('utf8').on('data', (chunk: string) => {
    heard += chunk
    if (heard.endsWith('\n')) resolve(JSON.parse(heard) as BuildRequest)
  })
  process.stdin.on('end', () => process.exit(1))
})
// Read by testcontainers and its log when they are loaded.
Object.assign(process.env, request.environment, {
  // An image that is only built needs none of testcontainers' cleaning up.
  TESTCONTAINERS_RYUK_DISABLED: 'true',
  DEBUG: 'testcontainers:build',
  // Under a test runner's "test" it would log to stdout.
  NODE_ENV: 'production',
})
process.on('unhandledRejection', fail)
const { GenericContainer } = await import('testcontainers')
const builder = GenericContainer.fromDockerfile(request.folder, request.dockerfile).withBuildArgs({ ...request.args })
try {
  await (request.target === undefined ? builder : builder.withTarget(request.target)).build(request.tag, { deleteOnExit: false })
  process.exit(0)
} catch (error) {
  fail(error)
}

function fail(error: unknown): void {
  process.stdout.write(error instanceof Error ? error.message : String(error), () => process.exit(1))
}
