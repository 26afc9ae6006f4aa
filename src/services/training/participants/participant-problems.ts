import { type FieldError, problem } from '../../../kernel/problem.ts'

/** How many people an event has at most. */
export const MOST_PARTICIPANTS = 20_000

/** What is said about lists of people, their keys and their imports. The texts by row are read by clients of the protocol. */
export const participantProblems = {
  noList: () => problem('invalid_participants', 400, 'The body is no list of participants.'),
  row: (row: number, what: string) => problem('invalid_participants', 400, `Row ${row}: ${what}`),
  /** Its client shows the text and says that the column of keys should be left empty. */
  duplicateKey: () => problem('duplicate_key', 400, 'Duplicate user identity key'),
  tooMany: () =>
    problem(
      'too_many_participants',
      400,
      `An event has ${MOST_PARTICIPANTS.toLocaleString('en')} participants at most. Make several events of it.`,
    ),
  keyTaken: () =>
    problem('key_taken', 409, 'Somebody has this key already. Choose another one, or have one made.', {
      errors: [{ field: 'key', message: 'Somebody has this key already.' }],
    }),
  invalidKey: () =>
    problem('invalid_key', 400, 'A key has 1 to 80 characters, and no control characters.', {
      errors: [{ field: 'key', message: 'A key has 1 to 80 characters.' }],
    }),
  noName: () =>
    problem('invalid_participant', 400, 'A name has 1 to 80 characters.', {
      errors: [{ field: 'name', message: 'Write a name.' }],
    }),
  emptyImport: () => problem('empty_list', 400, 'The list holds nobody. Check that it is the right file.'),
  brokenImport: (errors: FieldError[]) =>
    problem('invalid_import', 400, 'Some lines cannot be read. Nothing was imported.', { errors }),
  moved: () =>
    problem(
      'import_moved',
      409,
      'Somebody has changed the same people, or given one of their keys to others, meanwhile. Look at it again, and repeat it then.',
    ),
  importOver: () =>
    problem(
      'import_over',
      409,
      'This import cannot be taken back: a later one was made, it was taken back already, or 14 days have passed.',
    ),
  removalOver: () =>
    problem(
      'removal_over',
      409,
      'They cannot be brought back: they are back already, or 14 days have passed.',
    ),
  nobodyChosen: () => problem('nobody_chosen', 400, 'Choose at least one participant of this event.'),
}
