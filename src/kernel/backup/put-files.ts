import { type Area, openArea } from '../files/area.ts'
import { verifyFile } from '../files/checked.ts'
import { FileExists } from '../files/failures.ts'
import { type Archive, type FileRef, fileEntry } from './archive.ts'
import { backupProblems } from './problems.ts'
import { filesOf } from './verify.ts'

/** Each waits for a flush of its own: in parallel they share the waiting. */
const AT_ONCE = 8

/** Opens where the files of each area go; every area that the backup names must have a folder. */
export async function openAreas(roots: Readonly<Record<string, string>>): Promise<Map<string, Area>> {
  const areas = new Map<string, Area>()
  for (const [name, root] of Object.entries(roots)) areas.set(name, await openArea({ name, root }))
  return areas
}

/** Puts every file into its area: whole and on disk by name, or not at all. Returns how many. */
export async function putFiles(
  archive: Archive,
  areas: ReadonlyMap<string, Area>,
  progress: (done: number) => void,
): Promise<number> {
  const files = filesOf(archive)
  let done = 0
  const work = async () => {
    for (;;) {
      // A generator lines up those who ask it, so each file is given to one of them.
      const { done: ended, value } = await files.next()
      if (ended) return
      await putFile(archive, areas, value)
      done += 1
      progress(done)
    }
  }
  // The first failure ends the list for the others; nobody writes any more when it is thrown.
  const workers = Array.from({ length: AT_ONCE }, () =>
    work().catch(async (error) => {
      await files.return(undefined)
      throw error
    }),
  )
  const failure = (await Promise.allSettled(workers)).find((each) => each.status === 'rejected')
  if (failure) throw failure.reason
  return done
}

async function putFile(
  archive: Archive,
  areas: ReadonlyMap<string, Area>,
  { row, expected }: { row: FileRef; expected: { size: number; sha256: string } },
): Promise<void> {
  const area = areas.get(row.area)
  if (!area) throw backupProblems.noArea(row.area)
  const incoming = await area.receive(await archive.open(fileEntry(row)))
  try {
    if (incoming.sha256 !== expected.sha256)
      throw backupProblems.damaged(`the file ${row.area}/${row.path} is not what was written`)
    await area.keep(incoming, row.path)
  } catch (error) {
    if (!(error instanceof FileExists)) throw error
    // An earlier try may have put it there; anything else was to be replaced.
    if ((await verifyFile(area, { path: row.path, ...expected })) === 'whole') return
    await area.remove(row.path)
    await area.keep(incoming, row.path)
  } finally {
    await incoming.discard()
  }
}
