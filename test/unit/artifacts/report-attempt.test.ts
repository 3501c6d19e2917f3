// What a test process tells of an attempt, for the page of the run.
import { expect, test } from 'vitest'
import { reportSight } from '../../../src/artifacts/report-attempt.ts'
import { sight, sinceMs } from '../../support/sample-sight.ts'

test('the record has pods with the runs of their containers, events and what became of nodes', () => {
  expect(reportSight(sight, { sinceMs, seenAtMs: sinceMs + 5_000 }, (text) => text.replace('correcthorse', '…'))).toMatchInlineSnapshot(`
    {
      "events": [
        {
          "atMs": 1795478403000,
          "count": 2,
          "message": "Back-off with token=…",
          "namespace": "shop",
          "object": "Pod/web",
          "reason": "BackOff",
          "type": "Warning",
        },
      ],
      "nodeChanges": [
        {
          "atMs": 1795478401000,
          "condition": "Ready",
          "message": "",
          "node": "one",
          "reason": "",
          "status": "True",
        },
      ],
      "pods": [
        {
          "containers": [
            {
              "id": "2026-11-24T00:00:01Z",
              "name": "app",
              "startedAtMs": 1795478401000,
            },
          ],
          "createdAtMs": 1795478400000,
          "name": "calm",
          "namespace": "shop",
          "node": "one",
          "phases": [
            {
              "atMs": 1795478401000,
              "phase": "Running",
            },
          ],
          "readyAtMs": 1795478402000,
          "uid": "b",
        },
        {
          "containers": [
            {
              "endedAtMs": 1795478401000,
              "exitCode": 3,
              "id": "2026-11-24T00:00:00Z",
              "name": "app",
              "reason": "Error",
              "startedAtMs": 1795478400000,
            },
            {
              "id": "2026-11-24T00:00:01Z",
              "name": "app",
              "startedAtMs": 1795478401000,
            },
          ],
          "createdAtMs": 1795478400000,
          "name": "web",
          "namespace": "shop",
          "node": "one",
          "phases": [
            {
              "atMs": 1795478400000,
              "phase": "Running",
            },
          ],
          "uid": "a",
        },
      ],
    }
  `)
})
