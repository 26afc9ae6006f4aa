import { type Problem, problem } from '../../../kernel/problem.ts'

/** Refusals of forms that make several experiments, and on batches. */
export const problems = {
  tooMany: (most: number): Problem =>
    problem('too_many', 400, `At most ${most} experiments are made at once. Hand them in in parts.`),
  tooManyFiles: (files: number, most: number): Problem =>
    problem(
      'too_many',
      400,
      `That are ${files} files in all experiments together, and at most ${most} are taken at once. Hand them in in parts.`,
    ),
  none: (field: string): Problem =>
    problem('no_experiments', 400, 'There is nothing to make experiments of. Add a file.', {
      errors: [{ field, message: 'Add a file: there is an experiment for each.' }],
    }),
  oneWay: (): Problem =>
    problem(
      'invalid_form',
      400,
      'There is an experiment for each file, or for each line of a table; not both.',
    ),
  noSuchField: (field: string): Problem =>
    problem('invalid_form', 400, `The app has no field "${field}" for files.`),
  tableTooLarge: (most: number): Problem =>
    problem('too_large', 413, `A table of experiments has at most ${most} bytes.`),
  tableFaulty: (errors: readonly { field: string; message: string }[]): Problem =>
    problem('invalid_table', 400, errors.map(({ message }) => message).join(' '), { errors }),
  noTable: (): Problem => problem('file_gone', 409, 'The table is not here any more. Upload it again.'),
  nothingFailed: (): Problem =>
    problem('nothing_failed', 409, 'No experiment of this batch failed. There is nothing to run again.'),
  inputsGone: (count: number): Problem =>
    problem(
      'inputs_gone',
      409,
      count === 1
        ? 'The inputs of one of them were removed. Run it again by itself, with its files.'
        : `The inputs of ${count} of them were removed. Run those again one by one, with their files.`,
    ),
}
