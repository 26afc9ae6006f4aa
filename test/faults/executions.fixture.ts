import { executionsOf } from '../support/execution.ts'
import { testKernel } from '../support/kernel.ts'

/** One that it is told to start. */
export interface Order {
  script: string
  /** Of all workspaces. */
  folder: string
}

// A server with nothing but executions: it asks for those that it is told, and is killed by whoever started it.
const kernel = await testKernel({ env: { ATELIER_DATA: process.env.ATELIER_DATA ?? '' } })
const { ask, makeFolder } = executionsOf(kernel)
kernel.executions.begin()
const ids: number[] = []
for (const { script, folder } of JSON.parse(process.argv[2] ?? '[]') as Order[]) {
  ids.push(await ask({ script, directory: makeFolder(folder) }))
}
console.log(JSON.stringify(ids))
setInterval(() => undefined, 60_000)
