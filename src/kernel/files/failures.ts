import { type Problem, problem } from '../problem.ts'

/** Every sentence that a person can read from this room. */
export const fileProblems = {
  invalidName: (why: string): Problem =>
    problem('invalid_name', 400, `This file name cannot be used: ${why}.`),
  missing: (): Problem => problem('file_missing', 404, 'There is no such file.'),
  tooLarge: (maxBytes: number): Problem =>
    problem('too_large', 413, `The file is too large: at most ${maxBytes} bytes are taken.`),
  full: (cause?: unknown): Problem =>
    problem(
      'storage_full',
      507,
      'The server has no room left on its disk. Nothing was stored; ask its operator.',
      { headers: { 'retry-after': '60' }, cause },
    ),
  unavailable: (cause?: unknown): Problem =>
    problem('storage_unavailable', 503, 'The storage of the server does not answer. Ask its operator.', {
      headers: { 'retry-after': '60' },
      cause,
    }),
  split: (cause?: unknown): Problem =>
    problem(
      'storage_split',
      503,
      'Folders of the server between which files are moved lie on different file systems. Ask its operator.',
      { cause },
    ),
  damaged: (): Problem =>
    problem('file_damaged', 500, 'The stored file is not what was once handed in. Ask the operator.'),
  quotaExceeded: (status: 413 | 507, limit: number, used: number): Problem =>
    problem(
      'quota_exceeded',
      status,
      status === 413
        ? `The file is larger than all that you may store (${limit} bytes).`
        : `You may store ${limit} bytes and have ${Math.max(0, limit - used)} left. Delete something first.`,
      { extra: { limit, used } },
    ),
  noUpload: (): Problem =>
    problem('upload_missing', 404, 'There is no such upload, or its time is over. Begin it again.'),
  wrongOffset: (offset: number): Problem =>
    problem('wrong_offset', 409, `The upload stands at byte ${offset}. Send on from there.`, {
      headers: { 'upload-offset': String(offset) },
    }),
  busy: (): Problem =>
    problem('upload_busy', 423, 'Another request brings this upload already. Try again in a moment.'),
  cut: (): Problem =>
    problem('upload_cut', 400, 'The upload was cut off. What came is kept: ask where it stands, and go on.'),
  badArchive: (why: string): Problem => problem('bad_archive', 400, `This archive cannot be taken: ${why}.`),
  hugeArchive: (why: string): Problem => problem('too_large', 413, `This archive cannot be taken: ${why}.`),
}

/** The system's name of a failure, such as ENOENT. */
export const errnoOf = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

/** What a person can be told when the disk fails; what is a bug stays what it is. */
export function storageFailure(error: unknown): unknown {
  switch (errnoOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fileProblems.full(error)
    case 'EIO':
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ESTALE':
      return fileProblems.unavailable(error)
    case 'EXDEV':
      return fileProblems.split(error)
    case 'ENAMETOOLONG':
      return fileProblems.invalidName('it is too long')
    default:
      return error
  }
}

/** A file of that name lies there already; nothing was overwritten. */
export class FileExists extends Error {
  override readonly name = 'FileExists'
  readonly path: string
  constructor(path: string, cause?: unknown) {
    super(`There is a file "${path}" already.`, { cause })
    this.path = path
  }
}
