import { findFile } from '../../../kernel/files/file.store.ts'
import type { Pipelines } from '../pipelines.ts'
import { type LogPart, readLog } from '../runner/log.ts'
import type { ExperimentRow } from '../tables.ts'

/** More parts than a log has that is kept whole. */
const MOST_PARTS = 200

/** The last bytes of what an experiment has printed, from the beginning of a line. */
export async function readEnd(pipelines: Pipelines, row: ExperimentRow, bytes: number): Promise<LogPart> {
  const { log_file_id: kept, execution_id: execution } = row
  const file = kept === null ? undefined : await findFile(pipelines.db, kept)
  if (!file || file.size <= bytes) return readOn(pipelines, row, undefined, bytes)
  // A kept log begins at some place of the whole; where it is, its first byte says.
  const { next } = await readLog(pipelines, row, { bytes: 1 })
  const begin = Number(next.split('.')[1]) - 1
  return readOn(pipelines, row, `${execution}.${begin + file.size - bytes}`, bytes)
}

async function readOn(
  pipelines: Pipelines,
  row: ExperimentRow,
  from: string | undefined,
  bytes: number,
): Promise<LogPart> {
  let part = await readLog(pipelines, row, from === undefined ? {} : { from })
  let { text } = part
  for (let parts = 0; parts < MOST_PARTS && !part.isOver && part.text !== ''; parts += 1) {
    part = await readLog(pipelines, row, { from: part.next })
    text = (text + part.text).slice(-bytes)
  }
  const isCut = from !== undefined || text.length >= bytes
  return { ...part, text: isCut ? text.slice(text.indexOf('\n') + 1) : text, cut: isCut }
}
