import { type FieldError, problem } from '../../../kernel/problem.ts'

export const problems = {
  invalid: (errors: readonly FieldError[]) =>
    problem(
      'invalid',
      400,
      // A form of the console that has no such field shows this alone.
      errors.length === 1 && errors[0]
        ? errors[0].message
        : 'Some of it is not right. Look at what is said of each field.',
      { errors },
    ),
  notThere: (path: string) =>
    problem('not_there', 404, `There is no file ${path} that could be a template. Look at the list again.`),
  registered: (path: string) =>
    problem('registered', 409, `${path} is a template already. Open it, and change it there.`),
  noFunction: (path: string) =>
    problem(
      'no_function',
      409,
      `${path} has no function that takes a task. Add one, such as job_function(task), and try again.`,
    ),
}

/** Why a template cannot run, in one line: it becomes the run's exception. */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault'
}
