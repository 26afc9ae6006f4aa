// A row through the kernel and nothing of a service: the way of a request, a transaction, an answer that waits for the
// flush. Started with a folder; prints its address.
import type { Generated } from 'kysely'
import { Type } from 'typebox'
import { kernelConfig, readConfig } from '../../src/kernel/config/config.ts'
import { kernelSettings } from '../../src/kernel/config/settings.ts'
import { inTransaction, type KernelDb } from '../../src/kernel/db/db.ts'
import type { Room } from '../../src/kernel/db/migrate.ts'
import { createApp } from '../../src/kernel/http/app.ts'
import { openKernel } from '../../src/kernel/kernel.ts'
import { silentLog } from '../../src/kernel/log.ts'

interface Tables {
  bench_row: { id: Generated<number>; received_at: number; text: string }
}

const room: Room = {
  name: 'bench',
  migrations: {
    async '0001_row'(ddl) {
      await ddl.table('bench_row', { id: 'id', received_at: 'time', text: 'text' })
    },
  },
}

const settings = Type.Object(kernelSettings)
const config = readConfig(settings, { env: { ATELIER_DATA: process.argv[2] ?? '.' } })
const kernel = await openKernel({
  config: kernelConfig(config.values),
  log: silentLog,
  holder: { pid: process.pid, address: 'a bench' },
  rooms: [room],
})
const db = kernel.db as unknown as KernelDb<Tables>
const { database, identity, journal, clock } = kernel
const app = createApp({
  version: 'bench',
  database,
  identity,
  journal,
  log: silentLog,
  trustedProxies: [],
  hosts: {},
  checks: {},
})
app.post(
  '/row',
  {
    config: { access: 'public' },
    schema: {
      body: Type.Object({ text: Type.String({ maxLength: 10_000 }) }),
      response: { 200: Type.Object({ status: Type.String() }) },
    },
  },
  async (request) => {
    const { text } = request.body
    await inTransaction(db, (tx) =>
      tx.insertInto('bench_row').values({ received_at: clock.now(), text }).execute(),
    )
    return { status: 'accepted' }
  },
)
console.log(await app.listen({ host: '127.0.0.1', port: 0 }))
process.once('SIGTERM', () => process.exit(0))
