import { problem } from '../../../kernel/problem.ts'

const quoted = (titles: readonly string[]): string => titles.map((title) => `“${title}”`).join(', ')

/** What people can be told who wait for a seat, and those who look after the lists. */
export const waitingProblems = {
  noLists: () => problem('no_waiting_lists', 409, 'This event has no waiting lists.'),
  closed: () =>
    problem('registration_closed', 403, 'Registration is closed now, so waiting lists stand still, too.'),
  seatFree: () => problem('seat_free', 409, 'There is a free seat. Choose the workshop, there is no line.'),
  alreadyIn: () => problem('already_in', 409, 'You have a seat in this workshop.'),
  cannotTake: () =>
    problem(
      'cannot_take',
      403,
      'The rules of this event do not let you take this workshop, so there is nothing to wait for.',
    ),
  tooMany: (most: number) =>
    problem('too_many_lines', 409, `You wait for ${most} workshops already. Leave one of these lists first.`),
  notWaiting: () => problem('not_waiting', 404, 'You do not wait for this workshop.'),
  offerOver: () =>
    problem(
      'offer_over',
      409,
      'The time for this seat is over, and it went to the next in line. Your choice is as it was.',
    ),
  inTheWay: (who: 'You' | 'They', others: readonly { id: number; title: string }[]) =>
    problem(
      'in_the_way',
      409,
      `${who} would give back ${quoted(others.map(({ title }) => title))}. Say that you want that; nothing was changed.`,
      { extra: { workshops: others.map(({ id }) => id) } },
    ),
  gone: () => problem('not_found', 404, 'They do not wait for this workshop any more.'),
  full: () =>
    problem('full', 409, 'All seats are taken. Give a seat above the limit, or raise the limit first.'),
  noSelection: () =>
    problem('no_selection', 400, 'Say whom you mean: some people, some classes, or all.', {
      errors: [{ field: 'all', message: 'Say whom you mean: ids, classes, or all.' }],
    }),
}
