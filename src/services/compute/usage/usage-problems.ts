import { problem } from '../../../kernel/problem.ts'

export const problems = {
  notYours: () =>
    problem('forbidden', 403, 'What others used is for those who run compute. Ask one of them.'),
  invalidSpan: () =>
    problem('invalid_time', 400, 'Give a time that begins before it ends, and is 400 days long at most.', {
      errors: [{ field: 'to', message: 'This must be after the beginning, by 400 days at most.' }],
    }),
}
