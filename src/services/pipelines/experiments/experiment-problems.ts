import { type FieldError, problem } from '../../../kernel/problem.ts'

/** Each of a thousand files may be wrong. */
const MOST_ERRORS = 200

/** Refusals on experiments. */
export const experimentProblems = {
  badApp: () =>
    problem(
      'invalid_app',
      400,
      'The name of an app has letters, digits, dots, dashes and underscores, begins with a letter or digit, and is at most 128 long.',
    ),
  badHost: () =>
    problem(
      'invalid_host',
      400,
      'The name of a host has letters, digits, dots, dashes and underscores, and is at most 64 long.',
    ),
  unknownApp: (app: string) =>
    problem('unknown_app', 400, `There is no app "${app}" here. Choose one of the catalogue.`),
  appNotReady: (why: string) => problem('app_not_ready', 409, why),
  appForOthers: (app: string) =>
    problem(
      'app_for_others',
      403,
      `"${app}" is for members of certain groups. Ask an administrator to be one.`,
    ),
  badField: (field: string, why: string) =>
    problem('invalid_field', 400, `${field}: ${why}`, { errors: [{ field, message: why }] }),
  badForm: (all: readonly FieldError[]) => {
    const errors = all.slice(0, MOST_ERRORS)
    const words = errors.map(({ field, message }) => `${field}: ${message}`).join(' ')
    return problem('invalid_form', 400, words, { errors })
  },
  filesOver: (files: number, left: number) =>
    problem(
      'files_exceeded',
      409,
      `These are ${files} files, and you may store ${left} more. Delete inputs of experiments that are over.`,
      { extra: { files, left } },
    ),
  fileTooLarge: (name: string, most: number) =>
    problem(
      'file_too_large',
      413,
      `The file "${name}" is larger than ${most} bytes, which is the most that is taken.`,
      {
        extra: { file: name },
      },
    ),
  badName: (field: string) =>
    problem(
      'invalid_name',
      400,
      `Nothing is left of the name of the file in "${field}". Give it another one.`,
    ),
  isFolder: (name: string) =>
    problem(
      'name_taken',
      409,
      `"${name}" is a folder among the results already. Give the file another name.`,
    ),
  gone: (what: string) =>
    problem('file_gone', 409, `${what} is not here any more. Choose another file, or upload it again.`),
  isAtWork: () =>
    problem(
      'at_work',
      409,
      'This server runs the experiment itself right now. Cancel it first, or wait for its end.',
    ),
  isOver: (status: string) =>
    problem('is_over', 409, `The experiment is ${status}: this cannot be done any more.`),
}
