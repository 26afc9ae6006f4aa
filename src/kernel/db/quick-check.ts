import { Worker } from 'node:worker_threads'

/** SQLite's own look at a whole database file, in another thread: it may take minutes. Gives `ok`, or what is wrong. */
export function quickCheck(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./quick-check-worker.ts', import.meta.url), { workerData: path })
    worker.once('message', resolve).once('error', reject)
  })
}
