import { problem } from '../../../kernel/problem.ts'

export const problems = {
  ownRun: () =>
    problem('own_run', 403, 'You have asked for this run yourself. A second person approves or refuses it.'),
  notYours: () => problem('not_yours', 403, 'Only who has asked takes the question back. You can refuse it.'),
  isDecided: () => problem('is_decided', 409, 'Somebody has decided this already. Load the list again.'),
  isVoid: () =>
    problem(
      'is_void',
      409,
      'The run, its template or its inventory have changed since this was asked, so it does not run. Ask again: start the run once more.',
    ),
}
