import { type FieldError, problem } from '../../../kernel/problem.ts'

export const problems = {
  keyTaken: (key: string) =>
    problem('resource_taken', 409, `There is a resource ${key} already. Take another key.`, {
      errors: [{ field: 'key', message: 'This key is taken.' }],
    }),
  invalid: (errors: readonly FieldError[]) =>
    problem('invalid_resource', 400, errors.map(({ message }) => message).join(' '), { errors }),
  noCluster: () => problem('no_cluster', 400, 'Only clusters have settings. Leave them out.'),
  localStays: () =>
    problem(
      'local_stays',
      409,
      'This machine cannot be removed. Switch it off, and no session starts on it.',
    ),
  inUse: (sessions: number) =>
    problem(
      'resource_in_use',
      409,
      `${sessions === 1 ? 'One session runs' : `${sessions} sessions run`} or wait there. Switch it off, and remove it once they have ended.`,
    ),
}
