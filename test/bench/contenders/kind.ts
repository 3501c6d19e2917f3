// The real kind program, on the same node image; what it prints is noted with the time.
import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parse, stringify } from 'yaml'
import { type Contender, listNodes, type Shape, type Step } from './contender.ts'

export interface KindOptions {
  readonly program: string
  readonly image: string
  readonly directory: string
  /** A kind configuration that the host needs, without nodes. */
  readonly config: string
}

export function createKind({ program, image, directory, config }: KindOptions): Contender {
  const fileOf = (name: string): string => join(directory, `kind-${name}`)
  return {
    name: 'kind',
    async create(name, shape) {
      await writeFile(`${fileOf(name)}.yaml`, withNodes(await readFile(config, 'utf8'), shape))
      const steps = createSteps()
      const args = ['--image', image, '--config', `${fileOf(name)}.yaml`, '--kubeconfig', fileOf(name)]
      await run(program, ['create', 'cluster', '--name', name, ...args], steps.hear)
      return { name, kubeconfig: await readFile(fileOf(name), 'utf8'), nodes: listNodes(name, shape), steps: steps.end() }
    },
    async remove(name) {
      await run(program, ['delete', 'cluster', '--name', name, '--kubeconfig', fileOf(name)])
    },
    async load(name, loaded) {
      await run(program, ['load', 'docker-image', loaded, '--name', name])
    },
  }
}

function withNodes(config: string, { controlPlanes, workers }: Shape): string {
  const nodes = (role: string, count: number): object[] => Array.from({ length: count }, () => ({ role }))
  return stringify({ ...(parse(config) as object), nodes: [...nodes('control-plane', controlPlanes), ...nodes('worker', workers)] })
}

/** Without a terminal it prints ` • Preparing nodes 📦  ...` when it begins a step, and ` ✓ Preparing nodes 📦 ` when it is done. */
function createSteps(): { readonly hear: (line: string) => void; readonly end: () => Step[] } {
  const steps: Step[] = []
  const began = new Map<string, number>()
  return {
    hear(line) {
      const [, sign, text = ''] = /^ ([•✓]) (.*)$/u.exec(line) ?? []
      // Without the name of the image, and without the picture.
      const name = text.replace(/ \(.*|[^\p{L}\p{N} /-].*/gu, '').trim()
      if (sign === '•') began.set(name, performance.now())
      if (sign === '✓') steps.push({ name, startMs: began.get(name) ?? performance.now(), endMs: performance.now() })
    },
    end: () => steps,
  }
}

function run(program: string, args: readonly string[], hear: (line: string) => void = () => undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    const lines: string[] = []
    createInterface(child.stderr).on('line', (line) => {
      hear(line)
      lines.push(line)
    })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`kind ${args.slice(0, 2).join(' ')} ended with ${code}:\n${lines.slice(-8).join('\n')}`)),
    )
  })
}
