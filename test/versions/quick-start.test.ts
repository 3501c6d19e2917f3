// The quick start on each Kubernetes that a node image is built of, and its kubeadm's own documents.
import { expect, test } from 'vitest'
import { kubernetesVersions, minorOf } from '../../images/kubernetes-versions.ts'
import { runSample } from '../support/run-sample.ts'

test.for(kubernetesVersions)('the quick start passes on %s', async (version) => {
  const args = ['--project', `Kubernetes ${minorOf(version).slice(1)}`]
  const { exitCode, output, report } = await runSample('every-version', { args })
  expect(report, output).toMatchObject({ success: true, numPassedTests: 6, numFailedTests: 0 })
  expect(exitCode, output).toBe(0)
  const usable = output.split('\n').find((line) => line.includes('  usable  '))
  expect(usable, output).toContain(`Kubernetes ${version}`)
  process.stdout.write(`${usable}\n`)
})
