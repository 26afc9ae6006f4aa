import { type AtelierConfig, openAtelier } from '../app.ts'
import { createLog } from '../kernel/log.ts'
import type { Io } from './program.ts'

/** Opening brings the tables up to date; this is for doing it before the server is started. */
export async function migrateData(config: AtelierConfig, io: Io): Promise<void> {
  const atelier = await openAtelier({
    config,
    log: createLog('warn'),
    holder: { pid: process.pid, address: 'the command line (migrate)' },
  })
  try {
    for (const name of atelier.kernel.applied) io.out(name)
  } finally {
    await atelier.kernel.close()
  }
}
