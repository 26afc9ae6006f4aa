import { problem } from '../../../kernel/problem.ts'

const MOST_NAMED = 20

/** Whom a rule keeps from it, in words. */
export interface Stopped {
  name: string
  why: string
}

/** What an organiser can be told who places people. */
export const behalfProblems = {
  nobody: () =>
    problem('nobody', 400, 'Nobody of this event is meant. Choose people, or a class that is in its list.'),
  noReason: () =>
    problem('reason_needed', 400, 'Say why, so that others can read it in the journal.', {
      errors: [{ field: 'reason', message: 'Say why.' }],
    }),
  nobodyThere: () =>
    problem('nobody_there', 400, 'None of these people has been checked in anywhere. Check them in first.'),
  tooMany: (most: number) =>
    problem('too_many', 400, `These are more than ${most} people. Take a class or a few at a time.`),
  stopped: (stopped: readonly Stopped[]) =>
    problem(
      'rules_broken',
      409,
      `${stopped.length === 1 ? '1 person' : `${stopped.length} people`} cannot be placed by the rules, so nothing was changed. Set these rules aside, or leave those people out. ${stopped[0]?.name}: ${stopped[0]?.why}.`,
      { errors: stopped.slice(0, MOST_NAMED).map(({ name, why }) => ({ field: name, message: `${why}.` })) },
    ),
}
