import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { benchOn, HELD } from '../../src/services/automation/runs/runs.fixture.ts'
import { testApp } from '../support/app.ts'

// A server whose runs are at work, until whoever started it kills it. The first one starts as many runs as it is told.
const folder = process.env.ATELIER_DATA ?? ''
const isFirst = !existsSync(join(folder, 'atelier.db'))
const app = await testApp({ folder })
const bench = benchOn(app)
app.kernel.executions.begin()
await bench.automation.begin()
if (isFirst) {
  const inventoryId = await bench.inventory(3)
  const templateId = await bench.template(HELD)
  for (let number = 0; number < Number(process.argv[2]); number += 1)
    await bench.start({ name: `Run ${number}`, templateId, inventoryId, workers: 2 })
}
console.log('begun')
setInterval(() => undefined, 60_000)
