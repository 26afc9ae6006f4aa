import { problem } from '../../../kernel/problem.ts'

/** Refusals about workspaces. Clients of the protocol match on the texts that are the original's. */
export const problems = {
  nameTooLong: (most: number) =>
    problem('invalid_name', 400, `A workspace has a name of at most ${most} characters.`, {
      errors: [{ field: 'name', message: `At most ${most} characters.` }],
    }),
  invalidText: (field: string) =>
    problem('invalid_text', 400, `The ${field} has a character that no text may have.`, {
      errors: [{ field, message: 'It has a character that no text may have.' }],
    }),
  unknownKind: (kind: string) =>
    problem('unknown_kind', 400, `${kind} is not in the list of available job types.`, {
      errors: [{ field: 'defaultKind', message: 'There is no session kind of that name.' }],
    }),
  notAccepted: (id: number) =>
    problem('not_accepted', 400, `Workspace ${id} is a shared workspace and has not been accepted.`),
  pendingShares: (id: number) =>
    problem(
      'pending_shares',
      400,
      `Workspace ${id} has shared workspaces associated with it, that have not yet been accepted. Please cancel those shares to delete this workspace.`,
    ),
  sessionsRun: () =>
    problem('sessions_run', 400, 'Cannot delete workspace, jobs are running for this workspace.'),
  beingMade: () =>
    problem('being_made', 409, 'This workspace is still being made. Try again in a moment.', {
      headers: { 'retry-after': '1' },
    }),
  beingRemoved: () =>
    problem('being_removed', 409, 'This workspace is being deleted. Restore it from the trash first.'),
  folderFault: () =>
    problem(
      'folder_fault',
      500,
      'Please contact a system administrator there is a failure with the workspace directory that will not allow for this workspace to be deleted.',
    ),
  templateMissing: () =>
    problem('template_missing', 400, 'There is no such template. Choose another one.', {
      errors: [{ field: 'template', message: 'There is no such template.' }],
    }),
}
