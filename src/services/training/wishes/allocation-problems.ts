import { problem } from '../../../kernel/problem.ts'

/** What those can be told who distribute wishes. */
export const allocationProblems = {
  running: () =>
    problem(
      'already_running',
      409,
      'A distribution of this event is being computed. Wait for it, or cancel it.',
    ),
  nobodyWished: () =>
    problem('nobody_wished', 409, 'Nobody has wished anything yet, so there is nothing to distribute.'),
  noDraft: () =>
    problem(
      'no_draft',
      409,
      'This distribution is no draft any more, so it stays as it is. Compute a new one.',
    ),
  foreignBase: () =>
    problem('no_draft', 409, 'The distribution whose places are to be kept is not there any more.'),
  unknownPlace: () =>
    problem('invalid_place', 422, 'This workshop is not at this moment of the event. Load the page again.'),
  fixedPlace: () =>
    problem(
      'place_fixed',
      409,
      'This place was fixed by an organiser. Change it at the person, then compute a new distribution.',
    ),
  stale: (parts: readonly string[]) =>
    problem(
      'event_changed',
      409,
      `Since this was computed, there were changes of: ${parts.join(', ')}. Nothing was published. Compute it again.`,
    ),
  notPublished: () =>
    problem('not_published', 409, 'This distribution is not the one that was published last.'),
  movedSince: () =>
    problem(
      'changed_since',
      409,
      'Registrations or the event have changed since it was published. It stands; change single places instead.',
    ),
}
