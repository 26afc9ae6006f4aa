import { Readable } from 'node:stream'
import { type ZipEntry, zipStream } from '../../../kernel/files/zip.ts'
import type { Automation } from '../automation.ts'
import type { AttemptHostRow } from '../tables.ts'
import { type AttemptItem, countStates } from './attempt.store.ts'
import { attemptDetail } from './attempt-view.ts'
import { printedBy, resultText } from './compare.ts'
import { OF_RUN } from './output.ts'
import { resultOf } from './result.ts'
import { withheld } from './withheld.ts'

const PAGE = 50

/** An attempt as a zip, made while it is read. */
export async function zipOf(
  automation: Automation,
  attempt: AttemptItem,
  { maySee }: { maySee: boolean },
): Promise<Readable> {
  const parameters = attemptDetail(attempt, await countStates(automation.db, attempt.id))
  return zipStream(entriesOf(automation, attempt, { parameters, maySee }))
}

async function* entriesOf(
  automation: Automation,
  attempt: AttemptItem,
  { parameters, maySee }: { parameters: object; maySee: boolean },
): AsyncGenerator<ZipEntry> {
  const { db } = automation
  const mtime = new Date(attempt.finished_at ?? attempt.started_at)
  const entry = (name: string, text: () => Promise<string>): ZipEntry => ({
    name,
    mtime,
    open: async () => Readable.from([Buffer.from(await text())]),
  })
  yield entry('parameters.json', async () => json(parameters))
  yield entry('result.json', async () => json(await resultOf(automation, attempt.id, async () => maySee)))
  yield entry('log.txt', () => printedBy(db)({ id: OF_RUN, attempt_id: attempt.id, isWithheld: !maySee }))
  for await (const row of hostsOf(automation, attempt.id)) {
    const host = maySee ? row : withheld(row)
    const name = `hosts/${String(host.position + 1).padStart(4, '0')}-${plainName(host.name)}`
    yield entry(`${name}.result.txt`, async () => resultText(host) || `${host.error ?? ''}`)
    if (host.kept_bytes > 0) yield entry(`${name}.output.txt`, () => printedBy(db)(host))
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** A name that every machine unpacks. */
const plainName = (name: string): string => name.replaceAll(/[^\w.-]/g, '_').slice(0, 100)

async function* hostsOf({ db }: Automation, attempt: number): AsyncGenerator<AttemptHostRow> {
  for (let after = -1; ; ) {
    const rows = await db
      .selectFrom('automation_attempt_host')
      .selectAll()
      .where('attempt_id', '=', attempt)
      .where('position', '>', after)
      .orderBy('position')
      .limit(PAGE)
      .execute()
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.position
  }
}
