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
    problem(
      'invalid_role',
      400,
      `${role} is no role. Write it as service:role, such as collection:manager, or collection:manager@7 for one thing.`,
    ),
  invalidScope: (scope: string) =>
    problem(
      'invalid_scope',
      400,
      `${scope} is no scope. Use *, or a service with :read or :write, such as collection:read.`,
    ),
  passwordLength: (shortest: number) =>
    problem('invalid_password', 400, `A password has ${shortest} to 1,024 characters. Use a longer one.`),
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
  nameNotTyped: () =>
    problem(
      'name_not_typed',
      400,
      'Type the sign-in name of the account exactly, so that nobody is erased by a slip.',
    ),
  erasedAlready: () => problem('erased_already', 409, 'This account was erased before.'),
  erasureRefused: (obstacles: readonly string[]) =>
    problem('erasure_refused', 409, obstacles.join(' '), { extra: { obstacles } }),
  wrongCode: () =>
    problem('wrong_code', 403, 'This code is not right, or was used before. Wait for the next one.'),
  wrongPasskey: () =>
    problem(
      'wrong_passkey',
      403,
      'This passkey is not one of this account here. Use another one, or a code.',
    ),
  stepEnded: () => problem('step_ended', 409, 'This took too long, or was done before. Begin again.'),
  signInNeeded: () =>
    problem('sign_in_needed', 403, 'A token may not do this. Sign in on the console and do it there.'),
  confirmNeeded: (methods: readonly string[]) =>
    problem('confirm_needed', 403, 'Show again that it is you: your sign-in is older than 15 minutes.', {
      extra: { methods },
    }),
  signatureNeeded: (methods: readonly string[]) =>
    problem('confirm_needed', 403, 'Show that it is you: every signature asks for it.', {
      extra: { methods },
    }),
  totpThere: () =>
    problem(
      'totp_there',
      409,
      'This account has a code app already. Remove it before you set up another one.',
    ),
  passkeyThere: () => problem('passkey_there', 409, 'This passkey is in use already. Make another one.'),
  tooManyFactors: () => problem('too_many_passkeys', 409, 'You have 20 passkeys. Remove one first.'),
  noFactors: () => problem('no_second_step', 409, 'This account has no second step of signing in.'),
  noPasskeysHere: () =>
    problem(
      'no_passkeys_here',
      409,
      'Browsers allow passkeys only where the address is https:// with a name, or localhost. Use a code app instead.',
    ),
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
  merged: () =>
    problem(
      'merged',
      409,
      'This account went into another one and stays closed. Change the other one instead.',
    ),
  outsideOff: () =>
    problem('outside_off', 409, 'No outside identities are set up here. Sign in with a name and a password.'),
  outsideDown: (cause: unknown) =>
    problem('outside_down', 503, 'The outside sign-in does not answer. Try again in a minute.', {
      headers: { 'retry-after': '60' },
      cause,
    }),
  outsideDenied: () =>
    problem('outside_denied', 403, 'The outside sign-in was broken off there. Begin it again.'),
  outsideFailed: (cause?: unknown) =>
    problem('outside_failed', 403, 'The outside sign-in did not fit what was asked. Begin it again.', {
      cause,
    }),
  outsideLost: () =>
    problem(
      'outside_lost',
      403,
      'This outside sign-in was used, took over 10 minutes, or began in another browser. Begin it again.',
    ),
  outsideUnknown: () =>
    problem(
      'outside_unknown',
      403,
      'Nobody here has this outside identity yet. Ask an administrator to invite you, or to link it.',
    ),
  outsideRefused: () =>
    problem(
      'outside_refused',
      403,
      'The account of this outside identity cannot be used. Ask an administrator.',
    ),
  outsideTaken: () =>
    problem(
      'outside_taken',
      409,
      'This outside identity belongs to another account. Ask an administrator to merge the two.',
    ),
  lastWayIn: () =>
    problem(
      'last_way_in',
      409,
      'This is the last way into the account. Set a password or add a passkey first.',
    ),
  linkUnusable: () =>
    problem(
      'link_unusable',
      410,
      'This link was used, withdrawn or replaced, or its time is over. Ask for a new one.',
    ),
  noEmail: () =>
    problem('no_email', 409, 'This account has no e-mail address. Give it one, or set a password for it.'),
  accountDisabled: () => problem('account_disabled', 409, 'This account is disabled. Enable it first.'),
  alreadyInvited: () =>
    problem('already_invited', 409, 'This address is invited already. Send that invitation again instead.'),
  invitationClosed: () =>
    problem('invitation_closed', 409, 'This invitation was accepted or withdrawn. Make a new one.'),
  mergeSelf: () =>
    problem('merge_refused', 409, 'An account cannot be merged with itself. Choose another one.'),
  mergeOwn: () =>
    problem('merge_refused', 409, 'You are signed in with the account that would go away. Use another one.'),
  mergeKinds: () =>
    problem('merge_refused', 409, 'A person and a service account cannot be merged. Choose two of a kind.'),
  personsToken: () =>
    problem(
      'persons_token',
      409,
      'People make their tokens themselves. Only a service account is given one.',
    ),
  expiryPast: () => problem('invalid_expiry', 400, 'The expiry must lie in the future.'),
}
