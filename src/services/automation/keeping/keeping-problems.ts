import { type Problem, problem } from '../../../kernel/problem.ts'

/** Refusals on who is told of runs. */
export const problems = {
  badAddress: (message: string): Problem =>
    problem('bad_address', 400, message, { errors: [{ field: 'address', message }] }),
  nameTaken: (name: string): Problem =>
    problem('name_taken', 409, `There is a channel “${name}” already. Choose another name.`, {
      errors: [{ field: 'name', message: 'Another channel has it.' }],
    }),
}
