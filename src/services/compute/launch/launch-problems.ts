import { problem } from '../../../kernel/problem.ts'

/** What is refused before a session is asked for. */
export const problems = {
  nameless: () =>
    problem('nameless', 400, 'Give the profile a name.', {
      errors: [{ field: 'name', message: 'Give the profile a name.' }],
    }),
  tooManyProfiles: (most: number) =>
    problem('too_many_profiles', 409, `You have ${most} profiles already. Remove one, or save over one.`),
}
