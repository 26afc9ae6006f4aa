import { type Problem, problem } from '../../../kernel/problem.ts'

const refused = (message: string): Problem =>
  problem('invalid_wishes', 422, message, { errors: [{ field: 'wishes', message }] })

/** What those can be told who wish, and those who distribute. */
export const wishProblems = {
  noWishes: () =>
    problem('no_wishes', 409, 'At this event people choose, they do not wish. Nothing was changed.'),
  closed: () =>
    problem('wishes_closed', 409, 'Wishes cannot be changed now. What you wished before still stands.'),
  over: () =>
    problem('wishes_over', 409, 'The time for wishes is over. What you wished before still stands.'),
  unknown: () => refused('One of these workshops is not there any more. Load the page again.'),
  foreignGroup: (title: string) => refused(`“${title}” is for another group. Take it out of your wishes.`),
  twice: (title: string) => refused(`“${title}” is in your wishes twice. Keep one of them.`),
  tooMany: (moment: string, most: number) =>
    refused(`At “${moment}” you can rank ${most} wishes at most. Take some out.`),
  holes: (moment: string) =>
    refused(`Rank your wishes at “${moment}” 1, 2, 3 and so on, each number once and none left out.`),
  tooFew: (moment: string, least: number) => refused(`Rank at least ${least} wishes at “${moment}”.`),
}
