import { problem } from '../../../kernel/problem.ts'

const field = (name: string, code: string, message: string) =>
  problem(code, 422, message, { errors: [{ field: name, message }] })

/** Refusals of exports, of zips of recordings and of withdrawals. */
export const outProblems = {
  unknownZone: (zone: string) =>
    field('zone', 'unknown_zone', `There is no time zone ${zone}. Write it as Europe/Amsterdam or UTC.`),
  noSuchDay: (name: string, date: string) =>
    field(name, 'no_such_day', `There is no day ${date}. Write it as 2027-03-01.`),
  daysTurned: () => field('to', 'days_turned', 'The last day lies before the first one.'),
  nothingThere: () =>
    problem('no_recordings', 409, 'No recording matches the filter. Choose more days, items or people.'),
  notReady: () =>
    problem('not_ready', 409, 'This zip is not there: it is being made, or it has expired. Make it again.'),
  tooManyZips: (most: number) =>
    problem('too_many_zips', 409, `${most} zips are being made or kept already. Remove one first.`),
  stillReading: () =>
    problem(
      'still_reading',
      409,
      'What came in by links without a name is still being read. Nothing was changed; try again in a moment.',
    ),
  noAnswersOf: () =>
    field('participant', 'no_such_participant', 'Nothing of a participant with this code is here.'),
}
