import { problem } from '../../../kernel/problem.ts'

/** Refusals about people: who signs up, who lets them in, and what they set. */
export const problems = {
  closed: () =>
    problem('sign_up_closed', 403, 'Nobody can sign up here. Ask an administrator for an invitation.'),
  emailTaken: () =>
    problem(
      'email_taken',
      409,
      'This e-mail address has an account here. Sign in with it, or ask for a new password.',
    ),
  invalidEmail: () =>
    problem('invalid_email', 400, 'This is no e-mail address. Write it as name@example.org.', {
      errors: [{ field: 'email', message: 'Write it as name@example.org.' }],
    }),
  tooManySignUps: (ms: number) =>
    problem('too_many_attempts', 429, 'Too many accounts were asked for from here. Try again later.', {
      headers: { 'retry-after': String(Math.ceil(ms / 1_000)) },
    }),
  settingName: (name: string) =>
    problem(
      'invalid_setting',
      400,
      `${name === '' ? 'A setting without a name' : `"${name.slice(0, 80)}"`} cannot be kept: a name has 1 to 64 letters, digits, _ or -.`,
    ),
  settingValue: (name: string) =>
    problem('invalid_setting', 400, `The value of ${name} is longer than 10,000 characters.`),
  notificationType: () => problem('invalid_setting', 400, 'notification_type is email or slack_message.'),
  slackAddress: () =>
    problem('invalid_setting', 400, 'slack_webhook is an https address on the internet, or empty.'),
  tooManySettings: () =>
    problem('too_many_settings', 409, 'No more than 1,000 settings are kept of one person.'),
  noPerson: () => problem('not_found', 404, 'There is no such person here.'),
  mayAnyway: () =>
    problem(
      'may_anyway',
      409,
      'This person may use pipelines by being an administrator, or by a group. Take that away first.',
    ),
  groupWithRights: () =>
    problem(
      'group_with_rights',
      403,
      'This group gives its members rights beyond pipelines. Only an administrator of the installation changes who is in it.',
    ),
  noGroup: () => problem('not_found', 404, 'There is no such group here.'),
  notService: (name: string) =>
    problem('name_taken', 409, `${name} is a person. Choose another name for the backend.`),
}
