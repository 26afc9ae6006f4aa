import { type Problem, problem } from '../../../kernel/problem.ts'
import type { Breach } from './rules.ts'

const CLOSED = 'Registration for this event is not allowed'

/**
 * Why a choice is refused. The texts are the protocol's: its client shows them, and a changed letter is a breaking change.
 * Our own pages go by the code, and by `workshop` and `other`.
 */
export const registrationProblems = {
  noData: () => problem('no_data', 400, 'No data'),
  closed: () => problem('registration_closed', 403, CLOSED),
  foreignEvent: () => problem('foreign_event', 403, 'You can only register for your own event'),
  severalEvents: () =>
    problem('several_events', 403, 'Not allowed to register for multiple events in one request.'),
  unknownWorkshop: (id: number) =>
    problem('unknown_workshop', 400, `There is no workshop ${id}. Load the page again.`, {
      extra: { workshop: id },
    }),
  fixed: (id: number) =>
    problem(
      'place_fixed',
      403,
      'The organiser has set this place for you. Ask them, if you cannot take it.',
      { extra: { workshop: id } },
    ),
  notRegistered: () => problem('not_registered', 404, 'You are not registered for this workshop.'),
  broken: ({ rule, workshopId, otherId }: Breach): Problem => {
    const extra = { workshop: workshopId, ...(otherId !== undefined && { other: otherId }) }
    switch (rule) {
      case 'full':
        return problem('limit_reached', 403, 'Limit reached. Refresh the page.', { extra })
      case 'group':
        return problem(
          'outside_group',
          403,
          'Not allowed to register for workshops outside of target group.',
          { extra },
        )
      case 'moment':
        return problem('moment_taken', 409, 'Already registered for another workshop on this moment', {
          extra,
        })
      default:
        return problem(
          `link_${rule}`,
          403,
          `Link between workshopID ${otherId} and ${workshopId}, type: ${rule}`,
          { extra },
        )
    }
  },
}
