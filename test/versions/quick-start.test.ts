// The quick start on each Kubernetes that a node image is built of, its kubeadm's own documents, a NetworkPolicy there, and what the images have in common.
import { expect, test } from 'vitest'
import { kubernetesVersions, minorOf } from '../../images/kubernetes-versions.ts'
import { nodeImageName } from '../../images/node/assemble.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { runSample } from '../support/run-sample.ts'

test.for(kubernetesVersions)('the quick start passes on %s', async (version) => {
  const args = ['--project', `Kubernetes ${minorOf(version).slice(1)}`]
  const { exitCode, output, report } = await runSample('every-version', { args })
  expect(report, output).toMatchObject({ success: true, numPassedTests: 7, numFailedTests: 0 })
  expect(exitCode, output).toBe(0)
  const usable = output.split('\n').find((line) => line.includes('  usable  '))
  expect(usable, output).toContain(`Kubernetes ${version}`)
  process.stdout.write(`${usable}\n`)
})

test('on disk an image of another version adds only what is of that version', async () => {
  const { docker } = await connectEngine(process.env, new AbortController().signal)
  const images = await Promise.all(kubernetesVersions.map(async (version) => docker.getImage(nodeImageName(version)).inspect()))
  const layers = images.map((image) => image.RootFS.Layers ?? [])
  const shared = layers[0]!.filter((layer) => layers.every((others) => others.includes(layer)))
  process.stdout.write(`${images.map(({ Size }) => `${Math.round(Size / 1e6)} MB`).join(', ')}; ${shared.length} layers in common\n`)
  for (const own of layers) expect(own).toEqual([...shared, expect.stringMatching(/^sha256:/)])
})
