import { problem } from '../../../kernel/problem.ts'

/** Refusals about records that are locked, and about changes without a reason. */
export const recordProblems = {
  reasonMissing: () => {
    const message = 'Write why this is changed: the reason stands in the history.'
    return problem('reason_missing', 422, message, { errors: [{ field: 'reason', message }] })
  },
  locked: () =>
    problem(
      'locked',
      409,
      'This record is signed and locked. Unlock it first; only an owner of the project may.',
    ),
  notLocked: () => problem('not_locked', 409, 'This record is not locked.'),
  stillArriving: () =>
    problem(
      'still_arriving',
      409,
      'A record among these is still arriving or being read. Nothing was signed; try again in a moment.',
    ),
}
