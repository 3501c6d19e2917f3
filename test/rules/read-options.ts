// Every option with what its comment says of it.
import { readSources } from './read-sources.ts'

// How a user writes the options of each interface.
const prefixes: Record<string, string> = {
  KindOptions: '',
  ClusterOptions: '',
  NodeOptions: 'nodes[].',
  TaintOptions: 'nodes[].taints[].',
  MountOptions: 'nodes[].extraMounts[].',
  PortMappingOptions: 'nodes[].extraPortMappings[].',
  NetworkingOptions: 'networking.',
  ImageBuild: 'images[].',
  Json6902Patch: 'kubeadmConfigPatchesJSON6902[].',
}

export interface Option {
  readonly name: string
  readonly doc: string
  readonly default: string | undefined
}

export function readOptions(): Option[] {
  return readSources('src/vitest/options.ts', 'src/config/*options.ts').flatMap(({ text }) =>
    [...text.matchAll(/^export interface (\w+) \{\n([\s\S]*?)^\}/gm)].flatMap(([, type = '', body = '']) =>
      [...body.matchAll(/(?:^ {2}\/\*\*\n((?: {3}\*.*\n)*?) {3}\*\/\n)?^ {2}readonly (\w+)\??:/gm)].map(([, comment = '', name = '']) => {
        const [doc = '', value] = comment.replaceAll(/^ {3}\* ?/gm, '').split('@default ')
        return { name: `${prefixes[type]}${name}`, doc: doc.trim(), default: value?.trim().replaceAll('\n', ' ') }
      }),
    ),
  )
}
