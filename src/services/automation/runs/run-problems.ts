import { type FieldError, problem } from '../../../kernel/problem.ts'

export const problems = {
  invalid: (errors: readonly FieldError[]) =>
    problem('invalid', 400, 'Some of it is not right. Look at what is said of each field.', { errors }),
  isRunning: () => problem('is_running', 409, 'It is running already. Wait for its end, or stop it first.'),
  isStopping: () =>
    problem('is_stopping', 409, 'It is being stopped, which takes a few seconds. Try again then.'),
  isPreset: () =>
    problem('is_preset', 409, 'A preset is not run itself. Run a copy of it, or give it a schedule.'),
  isNoPreset: () => problem('is_no_preset', 409, 'This is no preset. Save the run as one first.'),
  needsBoth: () =>
    problem(
      'not_runnable',
      409,
      'It has no template or no inventory any more. Choose both, and start it then.',
    ),
  noTemplate: () => problem('no_template', 409, 'Its template is not here any more. Choose another one.'),
  cannotDryRun: () =>
    problem(
      'no_dry_run',
      409,
      'Its template does not know dry runs: it would change its hosts. Run it for real, or choose another one.',
    ),
  needsApproval: () =>
    problem(
      'needs_approval',
      409,
      'A second person has to approve this run before it begins. Schedule it, and it waits for that.',
    ),
  nothingToRepeat: () =>
    problem(
      'nothing_to_repeat',
      409,
      'Every host of its last attempt is done. Repeat it on all hosts, or choose some.',
    ),
  neverRan: () => problem('never_ran', 409, 'It has not run yet. Start it first.'),
  unknownHosts: (names: readonly string[]) =>
    problem('unknown_hosts', 409, `These are no hosts of its last attempt: ${names.slice(0, 5).join(', ')}.`),
  hasPlans: (what: string) =>
    problem('has_plans', 409, `${what} use this preset. Remove them first, or let them use another one.`),
}

/** Why a run cannot be at all, in one line: it becomes the exception of its attempt. */
export class RunFault extends Error {
  override readonly name = 'RunFault'
}
