import { problem } from '../../../kernel/problem.ts'

/** Refusals about copies that people give each other. Clients of the protocol match on the texts that are the original's. */
export const problems = {
  missing: (id: number) => problem('not_found', 404, `Shared workspace ${id} not found.`),
  notYours: (id: number) =>
    problem('not_yours', 403, `User does not have permissions for shared workspace ${id}.`),
  acceptedAlready: (id: number) =>
    problem('accepted_already', 400, `Shared workspace ${id} has been accepted and cannot be deleted.`),
  invalidPerson: () =>
    problem('invalid_person', 400, 'Invalid user id provided.', {
      errors: [{ field: 'people', message: 'Somebody of these is not there any more, or is named twice.' }],
    }),
  tooMany: (most: number) => problem('too_many', 400, `At most ${most} people are given copies at once.`),
  mayNot: (name: string) =>
    problem('no_access', 400, `User ${name} does not have permission on the file system.`, {
      errors: [
        { field: 'people', message: `${name} may not use compute. Ask an administrator to let them.` },
      ],
    }),
  copyFailed: () =>
    problem('copy_failed', 409, 'The copy could not be made whole. Ask its sender to share it again.'),
}
