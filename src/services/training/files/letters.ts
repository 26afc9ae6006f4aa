import type { Readable } from 'node:stream'
import { encode } from 'uqr'
import { brokenLines, type Canvas, PAGE, pdfStream } from '../../../kernel/pdf/pdf.ts'
import { joinAddress } from '../events/join-address.ts'
import { openKey } from '../participants/key.ts'
import { type Selection, selectedRows } from '../participants/participant-list.store.ts'
import type { EventRow, ParticipantRow } from '../tables.ts'
import type { Training } from '../training.ts'

/** Eight slips a page, cut along the dashed lines. */
const COLUMNS = 2
const ROWS = 4
const SLIP = { width: PAGE.width / COLUMNS, height: PAGE.height / ROWS }
const EDGE = 22
const CODE = 88
const GAP = 14
const A_PAGE = COLUMNS * ROWS

const WORDS = {
  en: { key: 'Your key', scan: 'Scan the code, or open', type: 'and type your key.' },
  nl: { key: 'Je inlogcode', scan: 'Scan de code, of open', type: 'en typ je inlogcode.' },
}

/** Signs the participant in. The key stands behind `#`: no server and no log sees it. */
export const joinLink = (training: Training, eventId: number, key: string): string =>
  `${joinAddress(training, eventId)}#k=${encodeURIComponent(key)}`

/** The slips of the chosen participants as a PDF, by class and name; each is made as it is read. */
export async function lettersOf(
  training: Training,
  event: EventRow,
  selection: Selection,
): Promise<{ stream: Readable; count: number }> {
  const rows = sorted(await selectedRows(training.db, { ...selection, eventId: event.id }))
  async function* pages(): AsyncGenerator<(canvas: Canvas) => void> {
    for (let at = 0; at < rows.length; at += A_PAGE) {
      const some = rows.slice(at, at + A_PAGE)
      yield (canvas) => {
        drawCuts(canvas)
        for (const [place, row] of some.entries()) drawSlip(canvas, training, { event, row, place })
      }
    }
  }
  return { stream: pdfStream(pages(), `${event.name}: keys`), count: rows.length }
}

const collator = new Intl.Collator('en', { numeric: true })

/** As they are handed out: class by class, and by name within it. */
export function sorted<R extends Pick<ParticipantRow, 'id' | 'full_name' | 'user_class'>>(
  rows: readonly R[],
): R[] {
  return rows.toSorted(
    (a, b) =>
      collator.compare(a.user_class, b.user_class) ||
      collator.compare(a.full_name, b.full_name) ||
      a.id - b.id,
  )
}

function drawCuts(canvas: Canvas): void {
  const cut = { dashed: true, grey: 0.65 }
  for (let column = 1; column < COLUMNS; column += 1)
    canvas.line([column * SLIP.width, 0], [column * SLIP.width, PAGE.height], cut)
  for (let row = 1; row < ROWS; row += 1)
    canvas.line([0, row * SLIP.height], [PAGE.width, row * SLIP.height], cut)
}

function drawSlip(
  canvas: Canvas,
  training: Training,
  { event, row, place }: { event: EventRow; row: ParticipantRow; place: number },
): void {
  const left = (place % COLUMNS) * SLIP.width + EDGE
  const top = Math.floor(place / COLUMNS) * SLIP.height + EDGE
  const most = SLIP.width - 2 * EDGE
  const beside = left + CODE + GAP
  const room = most - CODE - GAP
  const key = openKey(training, row)
  const words = WORDS[row.language ?? event.language ?? 'en']
  canvas.text(left, top + 12, row.full_name, {
    size: row.full_name.length > 28 ? 10 : 14,
    weight: 'bold',
    most,
  })
  const facts = [row.user_class, event.name].filter((each) => each !== '').join(' · ')
  canvas.text(left, top + 28, facts, { size: 9, grey: 0.25, most })
  canvas.squares(
    left,
    top + 44,
    CODE,
    encode(joinLink(training, event.id, key), { ecc: 'M', border: 0 }).data,
  )
  canvas.text(beside, top + 54, words.key, { size: 9, grey: 0.25, most: room })
  const end = drawKey(canvas, key, { x: beside, top: top + 54, most: room })
  const scan = Math.max(top + 100, end + 14)
  canvas.text(beside, scan, words.scan, { size: 8.5, grey: 0.25, most: room })
  const address = joinAddress(training, event.id).replace(/^https?:\/\//, '')
  for (const [at, line] of wrapped(address).entries())
    canvas.text(beside, scan + 12 + at * 11, line, { size: 8.5, most: room })
  const below = scan + 12 + wrapped(address).length * 11
  canvas.text(beside, below, words.type, { size: 8.5, grey: 0.25, most: room })
  if (event.contact)
    canvas.text(left, Math.max(top + SLIP.height - 2 * EDGE, below + 11), event.contact, {
      size: 8,
      grey: 0.35,
      most,
    })
}

/** In the largest letters in which it stands on one line, or else on several; gives where it ends. */
function drawKey(
  canvas: Canvas,
  key: string,
  { x, top, most }: { x: number; top: number; most: number },
): number {
  const style = { weight: 'bold', most } as const
  const size = [18, 14, 11].find((each) => brokenLines(key, { ...style, size: each }).length === 1) ?? 9
  const lines = brokenLines(key, { ...style, size })
  const first = top + (lines.length === 1 ? 22 : 12)
  for (const [at, line] of lines.entries()) canvas.text(x, first + at * 10, line, { ...style, size })
  return first + (lines.length - 1) * 10
}

/** An address is copied by hand, so it is never cut short. */
function wrapped(address: string): string[] {
  const letters = 30
  return Array.from({ length: Math.ceil(address.length / letters) }, (_, at) =>
    address.slice(at * letters, (at + 1) * letters),
  )
}
