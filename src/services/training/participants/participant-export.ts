import type { Training } from '../training.ts'
import { openKey } from './key.ts'
import { allParticipants } from './participant.store.ts'

const HEAD = ['Naam', 'Klas', 'Doelgroep', 'Identificatie']

/**
 * The list of people letter by letter as the original's client writes it, with no end after the last line. It never quotes;
 * here a cell is quoted that would come back as two, since a list may be replaced by this file.
 */
export async function originalCsv(training: Training, eventId: number): Promise<string> {
  const rows = await allParticipants(training.db, eventId)
  const lines = rows.map((row) => [row.full_name, row.user_class, row.target_group, openKey(training, row)])
  return [HEAD, ...lines].map((cells) => cells.map(whole).join(';')).join('\r\n')
}

const whole = (cell: string): string => (/;|^"/.test(cell) ? quoted(cell) : cell)

/** What the original's client gives to begin with. */
export const startCsv = (): string =>
  [
    [...HEAD.slice(0, 3), 'Identificatie (laat leeg)'],
    ['Voorbeeld naam', '1A', 'intern', ''],
  ]
    .map((cells) => cells.join(';'))
    .join('\r\n')

/**
 * The list of people with all that an import takes, quoted where it has to be. It comes back by an import, so that a name
 * stays as it is, whatever it begins with.
 */
export async function participantsCsv(training: Training, eventId: number, bom: boolean): Promise<string> {
  const rows = await allParticipants(training.db, eventId)
  const lines = rows.map((row) => [
    ...[row.full_name, row.user_class, row.target_group, openKey(training, row)],
    ...[row.email ?? '', row.language ?? ''],
  ])
  const head = ['Name', 'Class', 'Group', 'Key', 'E-mail', 'Language']
  const text = [head, ...lines].map((cells) => `${cells.map(quoted).join(';')}\r\n`).join('')
  return `${bom ? '\ufeff' : ''}${text}`
}

const quoted = (cell: string): string =>
  /[;"\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
