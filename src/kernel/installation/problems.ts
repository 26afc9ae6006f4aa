import { type FieldError, problem } from '../problem.ts'

/** What people are told about the settings of their installation and its first run. */
export const problems = {
  fixed: (errors: FieldError[]) =>
    problem('setting_fixed', 409, 'Some of these are set outside of the console, where they win.', {
      errors,
    }),
  invalid: (errors: FieldError[]) =>
    problem('invalid_settings', 400, 'Some of these cannot be used. Nothing was changed.', { errors }),
  changed: () =>
    problem(
      'changed',
      412,
      'Somebody else has changed the settings meanwhile. Load them again and repeat what you meant.',
    ),
  isSetUp: () => problem('is_set_up', 409, 'This installation is set up already. Sign in instead.'),
  wrongFirst: () =>
    problem(
      'wrong_password',
      401,
      'This is not the password that the server printed when it started for the first time.',
    ),
}
