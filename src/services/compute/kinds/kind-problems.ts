import { type FieldError, problem } from '../../../kernel/problem.ts'

export const problems = {
  unknown: (key: string) => problem('unknown_kind', 400, `${key} is not in the list of available job types.`),
  taken: (key: string) =>
    problem('kind_taken', 409, `There is a kind of sessions with the key ${key} already. Take another one.`, {
      errors: [{ field: 'key', message: 'This key is taken.' }],
    }),
  invalid: (errors: readonly FieldError[]) =>
    problem('invalid_kind', 400, errors.map(({ message }) => message).join(' '), { errors }),
}
