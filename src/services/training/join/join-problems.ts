import { Problem, problem } from '../../../kernel/problem.ts'

/** What a participant can be told on our own page. */
export const joinProblems = {
  keyUnknown: () =>
    problem(
      'key_unknown',
      401,
      'This key is not right. Look at your letter again: a key has 8 letters and digits.',
    ),
  keyNeeded: () =>
    problem('key_needed', 401, 'Sign in with your login key first. It stands on your letter.', {
      headers: { 'www-authenticate': 'Bearer' },
    }),
  noTimes: () =>
    problem(
      'no_times',
      409,
      'None of your workshops has a time, so there is nothing for a calendar. Your timetable names their time slots.',
    ),
  tooManyStreams: () =>
    problem('too_many_streams', 503, 'Too many pages are open here. This one asks again by itself.', {
      headers: { 'retry-after': '15' },
    }),
}

const KEPT = 'Your earlier choice still stands.'
const OPEN_QUOTE = '\u201c'
const CLOSE_QUOTE = '\u201d'

/** The protocol's refusal of a choice in words for a person: what is in the way, by its title, and what is kept. */
export function refusalInWords(error: unknown, titles: ReadonlyMap<number, string>): unknown {
  if (!(error instanceof Problem)) return error
  const name = (id: unknown) => `${OPEN_QUOTE}${titles.get(Number(id)) ?? id}${CLOSE_QUOTE}`
  const { workshop, other } = error.extra
  const words = WORDS[error.code]?.(name(workshop), name(other))
  if (words === undefined) return error
  const { code, status, extra } = error
  return problem(code, status, `${words} ${KEPT}`, { extra: { ...extra }, cause: error })
}

const WORDS: Readonly<Record<string, (one: string, two: string) => string>> = {
  no_data: () => 'Choose at least one workshop.',
  registration_closed: () => 'Registration is not open now.',
  unknown_workshop: () => 'One of these workshops is not there any more. Load the page again.',
  foreign_event: () => 'These workshops belong to another event.',
  several_events: () => 'These workshops belong to another event.',
  limit_reached: (one) => `Somebody took the last seat of ${one} a moment ago.`,
  outside_group: (one) => `${one} is for another group.`,
  moment_taken: (one, two) => `${one} is at the same time as ${two}. Choose one of them.`,
  link_inclusive: (one, two) => `${one} can only be taken together with ${two}.`,
  link_exclusive: (one, two) => `${one} cannot be combined with ${two}.`,
  place_fixed: (one) => `The organiser has set ${one} for you. Ask them, if you cannot take it.`,
}
