import { problem } from '../problem.ts'

const field = (name: string, code: string, message: string) =>
  problem(code, 422, message, { errors: [{ field: name, message }] })

export const problems = {
  /** In the words of the services for what is not there, or not one's own. */
  notFound: () => problem('not_found', 404, 'There is no such thing here, or it is not yours to see.'),
  changed: () =>
    problem('changed', 412, 'Somebody else has changed this webhook. Look at it again, then change it.'),
  tooMany: (most: number) =>
    problem('too_many_webhooks', 409, `There are ${most} webhooks already. Remove one that is not needed.`),
  invalidAddress: () =>
    field(
      'address',
      'invalid_address',
      'The address is a whole one that begins with https:// or http://, without a name and password in it.',
    ),
  refusedAddress: () =>
    field(
      'address',
      'refused_address',
      'This address lies inside the network. Ask the operator to list it in the setting webhooks.allow.',
    ),
  unknownEvent: (name: string) => field('events', 'unknown_event', `There is no event ${name} here.`),
  noEvent: () => field('events', 'no_event', 'Choose at least one event.'),
}
