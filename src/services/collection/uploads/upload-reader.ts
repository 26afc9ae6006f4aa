import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Piece } from '../../../kernel/files/pieces.ts'
import { piecesOf } from '../../../kernel/files/pieces.ts'
import { readZip, type UnzippedEntry } from '../../../kernel/files/unzip.ts'
import type { FoundAnswer } from '../answers/answers.ts'
import { MOST_ANSWERS } from '../answers/parse.ts'
import type { Collection } from '../collection.ts'
import { MOST_RESPONSE_BYTES } from '../submissions/responses.ts'
import { isUnreadable, salvage } from './salvage.ts'
import { typeOf } from './sniff.ts'

/** What was found in an upload. */
export interface Reading {
  answers: FoundAnswer[]
  junk: number
  /** Parts that could not be read, in words; they take no other with them. */
  problems: string[]
}

/** Whose answers a text holds: the submission that it came with. */
export interface Origin {
  submissionId: number
  receivedAt: number
}

/** Of all texts of one upload together. */
const MOST_TEXT_BYTES = 100_000_000

/** Reads a zip out of its pieces. With `partial` what its whole entries hold, where pieces are missing. */
export async function readArchive(
  collection: Collection,
  pieces: readonly Piece[],
  options: { origin: Origin; partial: boolean },
): Promise<Reading> {
  const source = piecesOf(collection.area, pieces)
  const entries = options.partial ? salvage(source, pieces) : readZip(source)
  const reading: Reading = { answers: [], junk: 0, problems: [] }
  const media = new Map<string, Omit<NonNullable<FoundAnswer['file']>, 'name'>>()
  let texts = 0
  for await (const entry of entries) {
    const name = entry.name.slice(entry.name.lastIndexOf('/') + 1)
    try {
      if (/\.json(ld)?$/i.test(name)) {
        texts += entry.size
        await readText(collection, reading, {
          entry,
          name,
          origin: options.origin,
          room: MOST_TEXT_BYTES - texts,
        })
      } else
        media.set(name, {
          entry: entry.name,
          id: null,
          size: entry.size,
          type: typeOf(await firstBytes(entry)),
        })
    } catch (error) {
      if (!isUnreadable(error)) throw error
      reading.problems.push(`${name} cannot be read.`)
    }
  }
  join(reading.answers, media)
  return reading
}

async function readText(
  collection: Collection,
  reading: Reading,
  of: { entry: UnzippedEntry; name: string; origin: Origin; room: number },
): Promise<void> {
  const { entry, name, origin, room } = of
  if (entry.size > MOST_RESPONSE_BYTES || room < 0) {
    reading.problems.push(`${name} is larger than answers are.`)
    return
  }
  const text = (await buffer(await entry.open())).toString('utf8').replace(/^\uFEFF/, '')
  await addText(collection, reading, { text, name, origin })
}

/** Adds the answers of a text; one that holds none is named. */
export async function addText(
  collection: Collection,
  reading: Reading,
  of: { text: string; name: string; origin: Origin },
): Promise<void> {
  const parsed = await collection.responses.parse(of.text)
  if (!parsed) {
    reading.problems.push(`${of.name} holds no answers that can be read.`)
    return
  }
  const first = reading.answers.length
  const answers = parsed.answers.slice(0, MOST_ANSWERS - first)
  const left = parsed.left + parsed.answers.length - answers.length
  if (left > 0)
    reading.problems.push(`${of.name} holds more answers than are read: ${left} of them were left out.`)
  reading.junk += parsed.junk
  for (const [index, answer] of answers.entries())
    reading.answers.push({ ...answer, ...of.origin, position: first + index })
}

/** Ties answers that are the name of a file to it. */
export function join(
  answers: FoundAnswer[],
  media: ReadonlyMap<string, Omit<NonNullable<FoundAnswer['file']>, 'name'>>,
): void {
  if (media.size === 0) return
  for (const answer of answers) {
    if (!answer.value?.startsWith('"')) continue
    const name = JSON.parse(answer.value) as string
    const file = media.get(name)
    if (file) answer.file = { name, ...file }
  }
}

async function firstBytes(entry: UnzippedEntry): Promise<Buffer> {
  const stream: Readable = await entry.open()
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) return chunk.subarray(0, 64)
    return Buffer.alloc(0)
  } finally {
    stream.destroy()
  }
}
