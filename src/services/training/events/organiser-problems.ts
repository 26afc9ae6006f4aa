import { problem } from '../../../kernel/problem.ts'

const wrong = (field: string, message: string) =>
  problem('invalid_event', 400, message, { errors: [{ field, message }] })

/** What those who run an event can be told. */
export const problems = {
  openingTwice: (kind: string, value: string) =>
    wrong('openings', `The ${kind} ${value} has two opening times. Keep one of them.`),
  invalidTime: (field: string) => wrong(field, 'This is no time that a clock here can show. Choose another.'),
  invalidZone: () => wrong('zone', 'This is no time zone. Write it as Europe/Brussels, or UTC.'),
  closesBeforeOpening: () =>
    wrong('closesAt', 'It would close before it opens. Choose a later time to close.'),
  leastOverMost: () =>
    wrong('wishesLeast', 'People cannot have to rank more wishes than they may. Ask for fewer.'),
  endsBeforeStart: () => {
    const message = 'It would end before it begins. Choose a later end.'
    return problem('invalid_workshop', 400, message, { errors: [{ field: 'endsAt', message }] })
  },
  archived: () =>
    problem(
      'archived',
      409,
      'This event is archived. Restore it first, in its settings or the list of events.',
    ),
  nameNotTyped: () =>
    problem('name_needed', 400, 'Nothing was erased: send the name of the event with it, exactly as it is.'),
  linkMissing: () => problem('not_found', 404, 'These two workshops are not linked.'),
  memberMissing: () => problem('not_found', 404, 'There is no such account or group, or it is disabled.'),
  lastManager: () =>
    problem(
      'last_manager',
      409,
      'This is the last manager of the event. Make somebody else a manager first.',
    ),
}
