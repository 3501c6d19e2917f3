// YAML as Kubernetes' own programs read it: `0644` is octal, `yes` is true, `<<` merges, and a date stays a string. The same rules for
// writing put quotes around a text that they would take for something else.
import type { DocumentOptions, SchemaOptions, Tags } from 'yaml'

/** What YAML 1.1 would turn into something no JSON has, and Kubernetes' parser leaves alone: times and `22:30` as 1350. */
const unwantedTags = new Set(['tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:set', 'tag:yaml.org,2002:omap', 'tag:yaml.org,2002:pairs', 'tag:yaml.org,2002:binary'])

/** Options for `parse`, `parseAllDocuments` and `stringify` of `yaml`. */
export const kubeYaml: DocumentOptions & SchemaOptions = {
  version: '1.1',
  customTags: (tags: Tags) => tags.filter((tag) => typeof tag === 'string' || (!unwantedTags.has(tag.tag) && tag.format !== 'TIME')),
}
