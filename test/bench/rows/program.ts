// What our package itself costs: its import into a test file, and the first answer of the API.
import { connectKube } from '../../../src/kube/connection.ts'
import { runSample } from '../../support/run-sample.ts'
import { type Row, time } from './row.ts'

export const firstCall: Row = {
  name: 'first-call',
  title: 'First API call: kubeconfig to answer',
  unit: 'ms',
  measure: ({ clusters }) =>
    time(async () => {
      await using connection = await connectKube(clusters[0]!.kubeconfig)
      await connection.request({ path: '/version' })
    }),
}

export const importRow: Row = {
  name: 'import',
  title: 'Import of vitest-kind in a test file',
  unit: 'ms',
  of: ['ours'],
  async measure() {
    const { report, output } = await runSample('import')
    const [{ meta } = { meta: undefined }] = (report?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults)
    const { importMs } = (meta ?? {}) as { readonly importMs?: number }
    if (importMs === undefined) throw new Error(`the sample did not tell how long its import took:\n${output}`)
    return { value: importMs }
  },
}
