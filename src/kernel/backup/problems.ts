import { type Problem, problem } from '../problem.ts'

/** Every sentence that a person can read from this room. */
export const backupProblems = {
  underWay: (): Problem =>
    problem('backup_under_way', 409, 'A backup is under way already. Wait for its end.'),
  unknown: (): Problem => problem('not_found', 404, 'There is no such backup.'),
  noFile: (): Problem =>
    problem('backup_without_file', 409, 'This backup never came to be. Make another one.'),
  gone: (): Problem =>
    problem('backup_gone', 410, 'The file of this backup is not in the folder of backups any more.'),
  lastGood: (): Problem =>
    problem('last_good_backup', 409, 'This is the last good backup. Make another one first.'),
  noProgram: (): Problem =>
    problem('no_rehearsal', 409, 'This process cannot start another one for the rehearsal.'),
  noRoom: (free: number, needed: number): Problem =>
    problem(
      'no_room_for_backup',
      507,
      `The disk of the backups has ${megabytes(free)} MB to give, and this may need ${megabytes(needed)} MB. Make room, or set ATELIER_BACKUP_FOLDER to another disk.`,
    ),
  missing: (path: string): Problem => problem('backup_missing', 404, `The backup ${path} cannot be opened.`),
  damaged: (what: string, cause?: unknown): Problem =>
    problem('backup_damaged', 409, `The backup is damaged: ${what}.`, { cause }),
  newer: (what: string): Problem =>
    problem(
      'backup_newer',
      409,
      `This backup was made by a newer Atelier (${what}). Restore it with that version.`,
    ),
  noArea: (area: string): Problem =>
    problem('no_area', 409, `This backup has files of ${area}, and no folder is set for them.`),
  noKeys: (): Problem =>
    problem('no_keys', 409, 'This backup holds no secret key. Restore it without a passphrase.'),
  placeInUse: (where: string): Problem =>
    problem('place_in_use', 409, `A server uses ${where}. Stop it first, on every machine.`),
  placeNotEmpty: (where: string, cause?: unknown): Problem =>
    problem(
      'place_not_empty',
      409,
      `${where} is not empty. Restore into an empty place, or say --replace to lose what is there.`,
      { cause },
    ),
  rowsRefused: (table: string, cause: unknown): Problem =>
    problem(
      'rows_refused',
      409,
      `The rows of ${table} cannot be put into this database: ${(cause as Error).message}`,
      { cause },
    ),
  rowsDiffer: (table: string): Problem =>
    problem('rows_differ', 409, `The rows of ${table} came out of this database other than they went in.`),
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1_000_000)
