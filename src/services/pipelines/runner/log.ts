import { Readable } from 'node:stream'
import { Unreachable } from '../../../kernel/execution/execution.ts'
import { plainText } from '../../../kernel/execution/plain-text.ts'
import type { Incoming } from '../../../kernel/files/area.ts'
import { findFile } from '../../../kernel/files/file.store.ts'
import { isOver } from '../experiments/status.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow } from '../tables.ts'

/** So much of what one experiment prints is kept, the newest. */
export const LOG_BYTES = 10_000_000
const PART_BYTES = 256 * 1024
/** What may be the beginning of a colour or a move of the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with
const UNFINISHED = /(?:\u001b[^\n\u001b]{0,40}|\r)$/

export interface LogPart {
  text: string
  /** Asks for what comes after it. */
  next: string
  /** What was asked for is not kept any more, or belongs to an earlier attempt: `text` begins elsewhere. */
  cut: boolean
  /** Nothing will come after it. */
  isOver: boolean
}

interface Bytes {
  content: Buffer
  at: number
  size: number
}

/**
 * What an experiment has printed from there on (from the beginning of what is kept without `from`), as plain text: live while
 * it runs, and its kept log afterwards. Whoever follows asks again a few times a second. Throws `Unreachable` while the
 * machine that it runs on does not answer.
 */
export async function readLog(
  pipelines: Pipelines,
  experiment: ExperimentRow,
  { from, bytes = PART_BYTES }: { from?: string; bytes?: number } = {},
): Promise<LogPart> {
  const over = isOver(experiment.status)
  const { execution_id: execution } = experiment
  const nothing = { text: '', next: from ?? '', cut: false, isOver: over }
  if (execution === null) return nothing
  const [, ofExecution, place] = /^(\d{1,15})\.(\d{1,15})$/.exec(from ?? '') ?? []
  const isSame = ofExecution === String(execution)
  const wanted = isSame ? Number(place) : 0
  const read =
    over && experiment.log_file_id !== null
      ? await readKept(pipelines, experiment.log_file_id, { from: wanted, bytes })
      : await pipelines.executions.read(execution, { from: wanted, bytes }).catch((error: unknown) => {
          // Of one that is over, and whose cluster is gone, there is nothing to wait for.
          if (over && error instanceof Unreachable) return undefined
          throw error
        })
  if (!read) return nothing
  const isEnd = read.at + read.content.length >= read.size
  const whole = wholeLetters(read.content, { isFirst: read.at === 0, isLast: over && isEnd })
  return {
    text: plainText(whole.text),
    next: `${execution}.${read.at + whole.length}`,
    cut: read.at !== wanted || (from !== undefined && from !== '' && !isSame),
    isOver: over && isEnd,
  }
}

/** Takes all that is kept of what an attempt printed, for the area of logs; undefined where it printed nothing that can be read. */
export async function takeLog(
  pipelines: Pipelines,
  experiment: ExperimentRow,
): Promise<{ path: string; incoming: Incoming; tail: string } | undefined> {
  const { executions, logs, kernel } = pipelines
  const { id, execution_id: execution } = experiment
  if (execution === null) return undefined
  const read = await executions.read(execution, { from: 0, bytes: LOG_BYTES }).catch((error: unknown) => {
    if (!(error instanceof Unreachable)) throw error
    kernel.log.info({ err: error, experiment: id }, 'The output of an experiment could not be read.')
    return undefined
  })
  if (!read || read.content.length === 0) return undefined
  const incoming = await logs.receive(Readable.from([read.content]))
  const tail = plainText(read.content.subarray(-16_384).toString('utf8'))
  return { path: pathOf({ id, execution, at: read.at }), incoming, tail }
}

/** Its name says where in all that was printed it begins: a reader who followed it live goes on there. */
const pathOf = ({ id, execution, at }: { id: number; execution: number; at: number }): string =>
  `${id}-${execution}-${at}.log`

/** Whether the beginning of a kept log is missing. */
export const isCut = (path: string): boolean => beginOf(path) > 0

const beginOf = (path: string): number => Number(/-(\d{1,15})\.log$/.exec(path)?.[1] ?? 0)

async function readKept(
  { db, logs }: Pipelines,
  fileId: number,
  { from, bytes }: { from: number; bytes: number },
): Promise<Bytes | undefined> {
  const file = await findFile(db, fileId)
  if (!file) return undefined
  const begin = beginOf(file.path)
  const size = begin + file.size
  const at = from > size ? begin : Math.max(from, begin)
  if (at === size) return { content: Buffer.alloc(0), at, size }
  const start = at - begin
  const { stream } = await logs.open(file.path, { start, end: Math.min(file.size, start + bytes) - 1 })
  return { content: Buffer.concat(await stream.toArray()), at, size }
}

/** Cuts where no letter and no colour is cut in two: the rest comes with the next part. */
function wholeLetters(
  content: Buffer,
  { isFirst, isLast }: { isFirst: boolean; isLast: boolean },
): { text: string; length: number } {
  let end = content.length
  if (!isLast) {
    const text = content.toString('latin1')
    end -= UNFINISHED.exec(text.slice(-41))?.[0].length ?? 0
    end = beforeCutLetter(content, end)
    // Whatever it is, it is not waited for for ever.
    if (end === 0) end = content.length
  }
  let begin = 0
  while (!isFirst && begin < 4 && begin < end && isInside(content[begin])) begin += 1
  return { text: content.toString('utf8', begin, end), length: end }
}

const isInside = (byte: number | undefined): boolean => ((byte ?? 0) & 0xc0) === 0x80

function beforeCutLetter(content: Buffer, end: number): number {
  let start = end
  while (start > 0 && end - start < 4 && isInside(content[start - 1])) start -= 1
  const first = content[start - 1]
  if (first === undefined || first < 0xc0) return end
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  return end - (start - 1) < length ? start - 1 : end
}
