// dockerode, with what nothing of ours uses left for whoever does: of its 280 files, sessions with BuildKit (gRPC, protobuf) and ssh:// are 200, and a
// third of the time that an adoption takes.
import { createRequire, Module } from 'node:module'
import type Dockerode from 'dockerode'

const require = createRequire(import.meta.url)

/** The package as everybody in this process has it: what is left out is loaded when it is first used. */
export function loadDockerode(): typeof Dockerode {
  const placed = placeLater()
  try {
    return require('dockerode') as typeof Dockerode
  } finally {
    // Nobody else has seen them: loading is one step.
    for (const path of placed) Reflect.deleteProperty(require.cache, path)
  }
}

function placeLater(): string[] {
  try {
    const fromPackage = createRequire(require.resolve('dockerode'))
    const fromModem = createRequire(fromPackage.resolve('docker-modem'))
    return [
      ...['@grpc/grpc-js', '@grpc/proto-loader'].flatMap((name) => place(fromPackage, name)),
      // As modem.js beside it names it.
      ...place(fromModem, './ssh'),
    ]
  } catch {
    // Another release than we know has them elsewhere, or not at all.
    return []
  }
}

function place(from: NodeJS.Require, name: string): string[] {
  const path = from.resolve(name)
  if (require.cache[path]) return []
  require.cache[path] = Object.assign(new Module(path), { loaded: true, exports: postpone(() => from(name) as object) })
  return [path]
}

function postpone(load: () => object): object {
  return new Proxy(() => undefined, {
    get: (_, key) => Reflect.get(load(), key) as unknown,
    has: (_, key) => Reflect.has(load(), key),
    apply: (_, self, values) => Reflect.apply(load() as () => unknown, self, values),
    construct: (_, values) => Reflect.construct(load() as new () => object, values),
  })
}
