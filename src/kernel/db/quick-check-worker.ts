import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

function check(path: string): string {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const rows = database.prepare('pragma quick_check(5)').all()
    return rows.map((row) => String(Object.values(row)[0])).join('; ')
  } catch (error) {
    return (error as Error).message
  } finally {
    database.close()
  }
}

parentPort?.postMessage(check(workerData as string))
