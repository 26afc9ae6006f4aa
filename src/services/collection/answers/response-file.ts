import { inTransaction } from '../../../kernel/db/db.ts'
import { FileExists } from '../../../kernel/files/failures.ts'
import { type Collection, responsesPath } from '../collection.ts'
import * as store from '../submissions/submission.store.ts'

/** Whose responses are written, and where. */
export interface Target {
  id: number
  projectId: number
  project: string
  stamp: string
}

/** Where another process runs the jobs, nobody takes them out here. */
const MOST_REMEMBERED = 100_000

/** What lies under the name of a file of responses. */
type Found = 'missing' | 'same' | 'torn' | 'other'

/**
 * Writes `<stamp>-messages.json` from its row, not synced. Where another file has that name the submission moves to the
 * next free stamp: nothing is ever overwritten.
 */
export async function writeResponses(
  collection: Collection,
  target: Target,
  responses: string,
): Promise<void> {
  const stamp = await writeUnder(collection, target, responses, false)
  // One that has moved is looked at again, under its new stamp.
  if (stamp !== target.stamp) return
  if (collection.written.size >= MOST_REMEMBERED) collection.written.clear()
  collection.written.add(target.id)
}

/**
 * Makes sure that the file of a row is on disk with its content: it is written again when it is missing, or torn by a power
 * loss.
 */
export async function ensureResponses(
  collection: Collection,
  target: Target,
  responses: string,
): Promise<void> {
  const path = responsesPath(target.project, target.stamp)
  const found = await look(collection, path, responses)
  if (found === 'same') return collection.area.syncFiles([path])
  if (found === 'torn') await collection.area.remove(path)
  await writeUnder(collection, target, responses, true)
}

async function writeUnder(
  collection: Collection,
  target: Target,
  responses: string,
  sync: boolean,
): Promise<string> {
  let { stamp } = target
  for (;;) {
    const path = responsesPath(target.project, stamp)
    try {
      await collection.area.write(path, responses, { sync })
      return stamp
    } catch (error) {
      if (!(error instanceof FileExists)) throw error
    }
    // The job of another node may have made it from the row meanwhile; it syncs what it makes.
    if ((await look(collection, path, responses)) === 'same') return stamp
    stamp = await moveOn(collection, target)
  }
}

/** Gives the submission another stamp, one that no other has. */
async function moveOn(collection: Collection, { id, projectId }: Target): Promise<string> {
  for (;;) {
    const stamp = collection.nextStamp()
    if (await inTransaction(collection.db, (tx) => store.moveToStamp(tx, id, projectId, stamp))) return stamp
  }
}

async function look({ area }: Collection, path: string, responses: string): Promise<Found> {
  const status = await area.stat(path)
  if (!status) return 'missing'
  const wanted = Buffer.from(responses)
  if (status.size > wanted.length) return 'other'
  const file = await area.open(path)
  const bytes = Buffer.concat(await file.stream.toArray())
  if (bytes.equals(wanted)) return 'same'
  // What a power loss leaves of our own bytes: some of them, and zeros.
  return bytes.every((byte, at) => byte === 0 || byte === wanted[at]) ? 'torn' : 'other'
}
