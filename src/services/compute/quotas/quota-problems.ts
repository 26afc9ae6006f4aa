import { problem } from '../../../kernel/problem.ts'
import { bytesInWords, hoursInWords } from './figures.ts'

/** What a quota refuses: each says the figures, so that people know what to ask for. */
export const problems = {
  sessions: (running: number, limit: number) =>
    problem(
      'too_many_sessions',
      429,
      `You have ${running} of ${limit} ${limit === 1 ? 'session' : 'sessions'} running. Stop one, or ask an administrator for more.`,
      { headers: { 'retry-after': '60' } },
    ),
  coreHours: ({ used, asked, limit }: { used: number; asked: number; limit: number }) =>
    problem(
      'core_hours_spent',
      403,
      `You have used, or kept for what runs, ${hoursInWords(used)} of ${hoursInWords(limit)} core hours this month, and this could take ${hoursInWords(asked)} more. Ask for less time or fewer cores, or ask an administrator for more.`,
    ),
  disk: ({ used, asked, limit }: { used: number; asked: number; limit: number }) =>
    problem(
      'disk_quota',
      403,
      `Your workspaces hold ${bytesInWords(used)} of ${bytesInWords(limit)}, and this needs ${asked > 0 ? `${bytesInWords(asked)} more` : 'room'}. Remove files or empty the trash, or ask an administrator for more.`,
    ),
  subjectMissing: (subject: 'account' | 'group') =>
    problem('no_such_subject', 404, `There is no such ${subject}.`),
}
