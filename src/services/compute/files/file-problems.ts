import { type Problem, problem } from '../../../kernel/problem.ts'

/** What the protocol's clients read of names and links; known clients show these texts. */
export const entryProblems = {
  doubleDots: (what: 'File' | 'Symlink'): Problem =>
    problem('invalid_name', 400, `${what} name cannot contain double dots.`),
  invalidFile: (name: string): Problem =>
    problem('invalid_name', 400, `Invalid file path specified ${shown(name)}`),
  invalidLink: (name: string): Problem =>
    problem('invalid_name', 400, `Invalid symlink destination path specified ${shown(name)}`),
  notList: (index: 'files' | 'symlinks'): Problem =>
    problem('invalid_entries', 400, `'${index}' index must contain a list.`),
  wrongType: (field: string, type: string): Problem =>
    problem('invalid_entries', 400, `'${field}' must be ${type}.`),
  tooMany: (most: number): Problem =>
    problem('invalid_entries', 400, `At most ${most} files and symlinks are taken at once.`),
  tooManyLetters: (most: number): Problem =>
    problem('invalid_entries', 400, `The names of files and symlinks have at most ${most} letters together.`),
  /** For what is not there and for what nobody may link to alike: nobody learns which paths exist. */
  sourceMissing: (source: string): Problem =>
    problem('link_source_missing', 400, `Symlink path not found: ${shown(source)}`),
  tokenMissing: (): Problem =>
    problem('resolver_token_missing', 400, 'No globus_groups_token passed when trying to use dataset_uuid.'),
  unresolved: (status: 400 | 502, why: string, cause?: unknown): Problem =>
    problem(
      'dataset_unresolved',
      status,
      `Errors encountered when attempting to gather UUID information: ${why}`,
      { cause },
    ),
  noFiles: (): Problem => problem('no_files', 400, 'No files found in request.'),
}

/** What the pages of files and our own API say. */
export const problems = {
  missing: (): Problem => problem('file_missing', 404, 'There is no such file or folder.'),
  badName: (why: string): Problem =>
    problem('invalid_name', 400, `This name cannot be used: ${why}.`, {
      errors: [{ field: 'path', message: `This name cannot be used: ${why}.` }],
    }),
  exists: (path: string): Problem =>
    problem('exists', 409, `There is "${shown(path)}" already. Choose another name, or replace it.`),
  inTheWay: (): Problem =>
    problem('in_the_way', 409, 'A file or a link stands where a folder is needed. Choose another place.'),
  intoItself: (): Problem => problem('into_itself', 409, 'A folder cannot be moved into itself.'),
  isFolder: (): Problem => problem('is_folder', 409, 'This is a folder, not a file.'),
  isLink: (): Problem =>
    problem('is_link', 409, 'This is a link. Links are opened in a session, where they lead to the data.'),
  changed: (): Problem =>
    problem('changed', 412, 'The file has changed since it was opened. Load it again before you save.'),
  noPermission: (cause?: unknown): Problem =>
    problem('no_permission', 409, 'Its permissions keep the server out. Change them in a session.', {
      cause,
    }),
  tooMany: (entries: number): Problem =>
    problem('too_many', 413, `A zip takes at most ${entries} files. Choose a smaller folder.`),
  tooLarge: (gigabytes: number): Problem =>
    problem('too_large', 413, `A zip takes at most ${gigabytes} GB. Choose a smaller folder.`),
  textTooLarge: (maxBytes: number): Problem =>
    problem('too_large', 413, `Texts of more than ${maxBytes} bytes are edited in a session.`),
  badText: (): Problem =>
    problem('invalid_text', 400, 'The text has half a letter in it, which no file keeps.', {
      errors: [{ field: 'text', message: 'The text has half a letter in it.' }],
    }),
  visitNeeded: (): Problem =>
    problem(
      'reason_needed',
      403,
      'These files are another person’s. Say why you look at them: that person is told.',
    ),
}

/** Texts of clients are data in a sentence: one line, and not long. */
function shown(text: string): string {
  const line = text.toWellFormed().replace(/\p{Cc}/gu, '?')
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
