import { problem } from '../../../kernel/problem.ts'

/** What is said of files below the automation root. */
export const problems = {
  unusable: (field: string, message: string) =>
    problem('invalid_path', 400, message, { errors: [{ field, message }] }),
  missing: (path: string) =>
    problem('file_missing', 404, `There is no file ${path} below the automation root. Make it first.`),
  noText: (path: string, why: string) =>
    problem('invalid_file', 409, `${path} cannot be read as a text: ${why}.`),
  invalid: (message: string) =>
    problem('invalid_content', 400, message, { errors: [{ field: 'content', message }] }),
  changed: (tag: string) =>
    problem(
      'changed',
      412,
      'The file has changed meanwhile, here or on the disk. What it said is among its versions. Load it again, and make your change there.',
      { headers: { etag: `"${tag}"` } },
    ),
  noVersion: () => problem('not_found', 404, 'This file has no such version.'),
}
