import { problem } from '../../kernel/problem.ts'

/** Refusals that several subjects of automation share; each has its own beside it. */
export const problems = {
  notFound: () => problem('not_found', 404, 'There is no such thing here, or it is not yours to see.'),
  changed: () =>
    problem(
      'changed',
      412,
      'Somebody else has changed it meanwhile. Load it again, and make your change there.',
    ),
}
