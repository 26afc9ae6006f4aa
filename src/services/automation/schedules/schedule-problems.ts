import { type FieldError, type Problem, problem } from '../../../kernel/problem.ts'

/** Refusals on schedules. */
export const problems = {
  badRule: (errors: readonly FieldError[]): Problem =>
    problem('bad_rule', 400, errors.map(({ message }) => message).join(' '), { errors }),
  noPreset: (): Problem =>
    problem('no_preset', 400, 'There is no such preset. Save a run as a preset first, and choose that.', {
      errors: [{ field: 'presetId', message: 'Choose a preset.' }],
    }),
  notRunnable: (): Problem =>
    problem('not_runnable', 400, 'The preset has no template or no inventory. Give it both, and try again.', {
      errors: [{ field: 'presetId', message: 'It has no template or no inventory.' }],
    }),
  endsTooSoon: (): Problem =>
    problem('ends_too_soon', 400, 'It would end before its first time. Choose a later end.', {
      errors: [{ field: 'endsAt', message: 'Before this nothing would run.' }],
    }),
  presetGone: (): Problem =>
    problem('preset_gone', 409, 'The preset of this schedule was removed. Choose another preset.'),
}
