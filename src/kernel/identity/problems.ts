import { problem } from '../problem.ts'

export const problems = {
  notFound: (what: string) =>
    problem('not_found', 404, `There is no such ${what}, or it is not yours to see.`),
  nameTaken: (name: string) => problem('name_taken', 409, `The name ${name} is taken. Choose another one.`),
  emailTaken: () => problem('email_taken', 409, 'This e-mail address belongs to another account.'),
  invalidName: () =>
    problem(
      'invalid_name',
      400,
      'A name has 1 to 150 letters, digits or . _ - @ +, and begins with a letter or a digit.',
    ),
  invalidGroupName: () =>
    problem(
      'invalid_name',
      400,
      'The name of a group has 1 to 100 letters, digits, spaces or . _ -, and begins with a letter or a digit.',
    ),
  invalidEmail: () =>
    problem('invalid_email', 400, 'This is no e-mail address. Write it as name@example.org.'),
  invalidRole: (role: string) =>
    problem('invalid_role', 400, `${role} is no role. Write it as service:role, such as collection:manager.`),
  invalidScope: (scope: string) =>
    problem(
      'invalid_scope',
      400,
      `${scope} is no scope. Use *, or a service with :read or :write, such as collection:read.`,
    ),
  passwordLength: () =>
    problem('invalid_password', 400, 'A password has 8 to 1,024 characters. Use a longer one.'),
  passwordCommon: () =>
    problem(
      'invalid_password',
      400,
      'This password is one of the most used ones. Choose one that nobody else has.',
    ),
  wrongPassword: () => problem('wrong_password', 403, 'The current password is not right.'),
  noPassword: () => problem('service_account', 409, 'A service account has no password. Give it a token.'),
  signInRefused: () =>
    problem('sign_in_refused', 401, 'Name or password is not right, or the account cannot be used.'),
  invalidToken: () =>
    problem('invalid_token', 401, 'This token is unknown, expired or revoked. Ask for a new one.', {
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    }),
  busy: () =>
    problem('busy', 503, 'Too many people sign in right now. Try again in a moment.', {
      headers: { 'retry-after': '2' },
    }),
  tooManyAttempts: (seconds: number) =>
    problem('too_many_attempts', 429, `Too many wrong tries. Wait ${seconds} seconds, then try again.`, {
      headers: { 'retry-after': String(seconds) },
    }),
  lastAdministrator: () =>
    problem(
      'last_administrator',
      409,
      'This is the last administrator who can sign in. Make another one first.',
    ),
  changed: () =>
    problem(
      'changed',
      412,
      'Somebody else has changed this meanwhile. Load it again, then repeat your change.',
    ),
  expiryBeyond: () =>
    problem(
      'invalid_expiry',
      400,
      'A token cannot make one that lasts longer than itself. Name an earlier expiry, or sign in.',
    ),
  tokenNotShown: () =>
    problem(
      'token_not_shown',
      409,
      'This token was made, and cannot be shown again. Revoke it and make another.',
    ),
  expiryPast: () => problem('invalid_expiry', 400, 'The expiry must lie in the future.'),
}
