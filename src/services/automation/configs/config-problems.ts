import { type Problem, problem } from '../../../kernel/problem.ts'

/** Refusals on configurations that are kept. */
export const problems = {
  neverRead: (): Problem =>
    problem(
      'never_read',
      409,
      'It was never read. Run a template that reads configurations on this host first.',
    ),
  notIntended: (): Problem =>
    problem(
      'not_intended',
      409,
      'Nobody said what it should be. Save a text, or take a version as intended.',
    ),
  oneOfTwo: (): Problem =>
    problem('one_of_two', 400, 'Give either a text, or the number of a version.', {
      errors: [{ field: 'text', message: 'Either this or a version.' }],
    }),
  noReader: (): Problem =>
    problem(
      'no_reader',
      409,
      'No template is marked as one whose results are configurations. Mark one on its page first.',
    ),
  notAReader: (): Problem =>
    problem(
      'not_a_reader',
      400,
      'The results of this template are no configurations. Choose another, or mark it on its page.',
      {
        errors: [{ field: 'templateId', message: 'Choose a template that keeps configurations.' }],
      },
    ),
  noRestorer: (file: string): Problem =>
    problem(
      'no_restorer',
      409,
      `No template restores configurations yet. A superuser registers ${file} on the page Templates.`,
    ),
}
