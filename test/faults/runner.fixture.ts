import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { benchOn, installApps } from '../../src/services/pipelines/runner/runner.fixture.ts'
import { testApp } from '../support/app.ts'

/** What the first one is told. */
export interface Order {
  experiments: number
}

// A server whose runner is at work, until whoever started it kills it. The first one hands in as many as it is told.
const folder = process.env.ATELIER_DATA ?? ''
const isFirst = !existsSync(join(folder, 'atelier.db'))
installApps(folder, {
  once: {
    script: 'echo once >>runs.txt; cat {{1}} >copy.txt; sleep 0.1; echo over',
    fields: [{ name: 'scan', type: 'attachment', label: 'Scan', required: true, max: 1 }],
    arguments: [{ field: 'scan' }],
  },
})
const app = await testApp({ folder })
const bench = benchOn(app)
if (isFirst) {
  const ada = await app.as('ada', { roles: ['pipelines:user'] })
  const { experiments } = JSON.parse(process.argv[2] ?? '{}') as Order
  for (let number = 1; number <= experiments; number += 1)
    await bench.submit(ada.id, { app: 'once', files: { 'scan.nii': `scan ${number}` } })
}
app.kernel.executions.begin()
await bench.pipelines.begin()
console.log('begun')
setInterval(() => undefined, 60_000)
