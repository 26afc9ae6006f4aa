import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { Type } from 'typebox'
import { kernelConfig, readConfig } from '../../src/kernel/config/config.ts'
import { kernelSettings } from '../../src/kernel/config/settings.ts'
import type { Room } from '../../src/kernel/db/migrate.ts'
import { type Kernel, openKernel } from '../../src/kernel/kernel.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { handClock } from './clock.ts'
import { removeDataFolder } from './data-folder.ts'
import { createPostgresDatabase } from './database.ts'

export interface TestKernelOptions {
  rooms?: readonly Room[]
  /** Settings by their variables' names. */
  env?: Record<string, string>
  postgres?: boolean
  start?: number
}

export type TestKernel = Kernel & { clock: ReturnType<typeof handClock> }

/** A kernel on a new folder, with a clock that is moved by hand. It goes away after the test file. */
export async function testKernel(options: TestKernelOptions = {}): Promise<TestKernel> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-kernel-'))
  const server = process.env.ATELIER_TEST_POSTGRES_URL
  const url =
    options.postgres && server
      ? { ATELIER_DATABASE_URL: await createPostgresDatabase(server), ATELIER_DATABASE_POOL_SIZE: '10' }
      : {}
  const env = { ATELIER_DATA: folder, ATELIER_RESERVE_BYTES: '0', ...url, ...options.env }
  const { values } = readConfig(Type.Object(kernelSettings), { env })
  const clock = handClock(options.start)
  const kernel = await openKernel({
    config: kernelConfig(values),
    log: silentLog,
    holder: { pid: process.pid, address: 'a test' },
    rooms: options.rooms ?? [],
    clock,
    strict: true,
  })
  after(async () => {
    await kernel.close()
    removeDataFolder(folder)
  })
  return kernel as TestKernel
}
