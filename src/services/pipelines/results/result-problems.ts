import { type Problem, problem } from '../../../kernel/problem.ts'

/** What is refused about experiments and their files. */
export const problems = {
  visitNeeded: (): Problem =>
    problem(
      'reason_needed',
      403,
      'This experiment is another person’s. Say why you look at it: that person is told.',
    ),
  cancelReason: (): Problem =>
    problem(
      'reason_needed',
      400,
      'This experiment is another person’s. Say why it ends: that person reads it.',
      {
        errors: [{ field: 'reason', message: 'Say why it ends.' }],
      },
    ),
  fileMissing: (): Problem =>
    problem('not_found', 404, 'There is no such file in this experiment, or it was removed.'),
  tooMany: (most: number): Problem =>
    problem('too_many_files', 413, `More than ${most} files are too many for one zip. Download them singly.`),
  tooLarge: (gigabytes: number): Problem =>
    problem(
      'too_large',
      413,
      `More than ${gigabytes} GB are too much for one zip. Download the files singly.`,
    ),
  noFiles: (): Problem =>
    problem('no_files', 409, 'There are no files to take: they were removed, or never came.'),
  notOver: (): Problem => problem('not_over', 409, 'It is not over yet. Cancel it, or wait for its end.'),
  isOver: (): Problem => problem('is_over', 409, 'It is over already.'),
  noWorkspaces: (): Problem =>
    problem('no_workspaces', 409, 'You have no workspaces here: ask an administrator for the role.'),
}
