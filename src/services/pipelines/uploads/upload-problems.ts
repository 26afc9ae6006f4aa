import { type Problem, problem } from '../../../kernel/problem.ts'

export const problems = {
  tooMany: (most: number): Problem =>
    problem(
      'too_many_uploads',
      409,
      `At most ${most} files wait here at once. Remove some on the page Files.`,
    ),
}
