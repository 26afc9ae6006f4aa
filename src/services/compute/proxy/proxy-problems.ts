import { problem } from '../../../kernel/problem.ts'

const unauthorised = { headers: { 'www-authenticate': 'Token' } }

export const proxyProblems = {
  notSignedIn: () =>
    problem(
      'not_signed_in',
      401,
      'Authentication credentials were not provided. Open the session from the console, or send a token.',
      unauthorised,
    ),
  badToken: () => problem('invalid_token', 401, 'Invalid token provided.', unauthorised),
  badHeader: () => problem('invalid_token', 401, 'Invalid auth header format.', unauthorised),
  notHere: () =>
    problem('not_found', 404, 'There is no running session at this address, or it is not yours.'),
  viewOnly: () => problem('view_only', 403, 'You may look at this session, but not change anything in it.'),
  scope: () => problem('insufficient_scope', 403, 'The scope of this token does not cover this.'),
  foreignOrigin: () =>
    problem('foreign_origin', 403, 'This request came from a page of another site. Open the session itself.'),
  gone: () =>
    problem('session_gone', 502, 'The session does not answer: its program has ended or is not there yet.'),
  silent: () =>
    problem('session_silent', 504, 'The session does not answer. Wait a moment and try again, or stop it.'),
  malformed: () => problem('malformed', 400, 'The address or a header of this request cannot be passed on.'),
  refusedSocket: (status: number) =>
    problem('session_refused', status, 'The program of the session refused this WebSocket.'),
  noPort: () => problem('not_found', 404, 'This port of the session is not open.'),
  tooManyPorts: () =>
    problem('too_many_ports', 409, 'A session has 20 open ports at most. Close another one.'),
  noHelper: () =>
    problem(
      'no_helper',
      409,
      'This session was started without a helper, so it has no terminal and no further ports.',
    ),
  notRunning: () => problem('not_running', 409, 'The session does not run.'),
  needsReason: () =>
    problem('reason_needed', 422, 'Opening a session of somebody else needs a reason. They will read it.', {
      errors: [{ field: 'reason', message: 'Say why.' }],
    }),
  tooManyLinks: () =>
    problem('too_many_links', 409, 'A session has 20 open links at most. Revoke another one.'),
  noLink: () => problem('not_found', 404, 'There is no such link, or it is revoked already.'),
  badLink: () =>
    problem(
      'invalid_link',
      404,
      'This link opens nothing: it has ended, was revoked, or the session is over.',
    ),
}
