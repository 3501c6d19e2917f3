// The JSON Schema that editors use for kind configurations is the schema we judge by, with the words of the options' comments.
import { join } from 'node:path'
import { z } from 'zod'
import { expect, test } from 'vitest'
import { clusterDocument } from '../../src/config/schema/shapes.ts'
import { readOptions } from './read-options.ts'
import { root } from './read-sources.ts'

interface Schema {
  description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

test('cluster.schema.json is up to date (vitest --update=all writes it)', async () => {
  const schema = z.toJSONSchema(clusterDocument, { target: 'draft-7', unrepresentable: 'any' }) as Schema
  const undescribed = describe(schema)
  expect(undescribed).toEqual(['apiVersion', 'kind'])
  const file = { ...schema, title: 'kind configuration', description: 'A cluster of kind or vitest-kind: kind.x-k8s.io/v1alpha4' }
  await expect(`${JSON.stringify(file, undefined, 2)}\n`).toMatchFileSnapshot(join(root, 'src/config/schema/cluster.schema.json'))
})

/** Puts the comment of every option into its place; gives the paths that have none. */
function describe(schema: Schema, path = ''): string[] {
  const docs = new Map(readOptions().map((option) => [option.name, option.doc.replaceAll('\n', ' ')]))
  return Object.entries(schema.properties ?? {})
    .flatMap(([name, property]) => {
      const full = `${path}${name}`
      // A node's JSON patches are shaped like the cluster's.
      const doc = docs.get(full) ?? docs.get(full.replace('nodes[].kubeadm', 'kubeadm'))
      if (doc !== undefined) property.description = doc
      const below = property.items ? describe(property.items, `${full}[].`) : describe(property, `${full}.`)
      return [...(doc === undefined ? [full] : []), ...below]
    })
    .toSorted()
}
