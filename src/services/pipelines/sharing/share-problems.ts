import { problem } from '../../../kernel/problem.ts'

/** Refusals about what people share with each other. */
export const problems = {
  unknownPerson: () =>
    problem('unknown_person', 422, 'This person is not there any more, or does not use pipelines.', {
      errors: [{ field: 'account', message: 'Choose somebody of the list, or make a link for them.' }],
    }),
  unknownGroup: () =>
    problem('unknown_group', 422, 'You can share with groups that you are in.', {
      errors: [{ field: 'group', message: 'Choose one of your groups.' }],
    }),
  noOne: () =>
    problem('nobody_named', 422, 'Say with whom: one person, one group, or whoever has the link.', {
      errors: [{ field: 'account', message: 'Name a person, a group or nobody for a link; one of them.' }],
    }),
  yourself: () =>
    problem('yourself', 422, 'It is yours already.', {
      errors: [{ field: 'account', message: 'Choose somebody else.' }],
    }),
  tooMany: (most: number) =>
    problem('too_many_shares', 409, `It is shared ${most} times already. Take some of that back first.`),
  badLink: () =>
    problem(
      'bad_link',
      404,
      'This link does not open anything: it has ended, was taken back, or is not whole. Ask whoever sent it for a new one.',
    ),
}
