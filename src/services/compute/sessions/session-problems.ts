import { type FieldError, problem } from '../../../kernel/problem.ts'
import { pythonList } from '../kinds/python.ts'

/** What starting, stopping and extending refuse. Clients of the original match some of these texts. */
export const problems = {
  kindMissing: () =>
    problem('kind_missing', 400, 'Missing job_type and no default job type set on workspace.'),
  invalidOptions: (faults: readonly string[]) =>
    problem('invalid_options', 422, `Invalid resource options found: ${pythonList(faults)}`, {
      errors: faults.map((message) => ({ field: fieldOf(message), message })),
    }),
  invalidFields: (errors: readonly FieldError[]) =>
    problem('invalid_fields', 422, errors.map(({ message }) => message).join(' '), { errors }),
  noResource: () =>
    problem(
      'no_resource',
      400,
      'Job Type improperly configured. Please contact a system administrator to resolve this.',
    ),
  unknownResource: (key: string) =>
    problem('unknown_resource', 400, `Sessions of this kind do not run on ${key}. Choose another place.`),
  noStorageUser: () =>
    problem('no_storage_user', 400, 'User could not be found/created on main storage system.'),
  folderFault: () =>
    problem(
      'folder_fault',
      500,
      'Please contact a system administrator there is a failure with the workspace directory that will not allow for jobs to be created.',
    ),
  workspaceBusy: (status: string) =>
    problem(
      'workspace_not_ready',
      409,
      status === 'initializing'
        ? 'The workspace is still being made. Try again in a moment.'
        : status === 'deleting'
          ? 'The workspace is being deleted, so nothing can be started in it.'
          : 'The workspace is out of order, so nothing can be started in it. Ask an administrator.',
    ),
  notOpen: () => problem('not_running', 400, 'This job is not running or pending.'),
  notRunning: () => problem('not_running', 409, 'Only a session that runs can be extended.'),
  noDeadline: () => problem('no_deadline', 409, 'This session has no end that could be put off.'),
  atItsLatest: () =>
    problem('at_its_latest', 409, 'It cannot be extended any further. Start another session when it ends.'),
  cannotExtend: () =>
    problem('cannot_extend', 409, 'The cluster does not let us move the end of this session.'),
}

/** `memory_mb: Value …` is about that option; `Missing required: name` about the one at its end. */
function fieldOf(fault: string): string {
  const [first = '', second = ''] = fault.split(': ')
  return `options.${first === 'Missing required' ? second : first}`
}
