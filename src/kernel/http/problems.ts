import { problem } from '../problem.ts'

export const httpProblems = {
  notFound: () => problem('not_found', 404, 'There is nothing at this address.'),
  methodNotAllowed: (allow: string) =>
    problem('method_not_allowed', 405, `This address knows ${allow} only.`, { headers: { allow } }),
  notSignedIn: () =>
    problem('not_signed_in', 401, 'Sign in first.', { headers: { 'www-authenticate': 'Bearer' } }),
  forbidden: () =>
    problem('forbidden', 403, 'You may not do this. Ask an administrator for the role that it needs.'),
  scope: () =>
    problem(
      'insufficient_scope',
      403,
      'The scope of this token does not cover this. Make a token with more scope.',
    ),
  foreignOrigin: () =>
    problem(
      'foreign_origin',
      403,
      'This request came from another site, or without the header X-Atelier. Use our own pages or a token.',
    ),
  tooLarge: () => problem('too_large', 413, 'The request is larger than this address takes.'),
  urlTooLong: () => problem('url_too_long', 414, 'The address is longer than 8 kB.'),
  mediaType: () =>
    problem('unsupported_media_type', 415, 'This address takes JSON. Send it as application/json.'),
  headersTooLarge: () =>
    problem('headers_too_large', 431, 'The headers of the request are larger than 16 kB.'),
  overloaded: (seconds: number) =>
    problem(
      'overloaded',
      503,
      'The server has too much to do now. Nothing was changed; try again in a few seconds.',
      {
        headers: { 'retry-after': String(seconds) },
      },
    ),
  tooSlow: () => problem('request_timeout', 408, 'The request did not arrive in time. Send it again.'),
  noWebSocket: () =>
    problem('no_websocket', 426, 'This address speaks WebSocket, version 13, alone.', {
      headers: { upgrade: 'websocket', 'sec-websocket-version': '13' },
    }),
  brokenRequest: () => problem('broken_request', 400, 'This is not a request of HTTP/1.1.'),
  cutOff: () => problem('cut_off', 400, 'The body ended before its announced length. Send it again.'),
  tooDeep: () => problem('invalid_json', 400, 'The JSON nests deeper than 64 levels.'),
  badJson: () => problem('invalid_json', 400, 'The body is not the JSON that it says it is.'),
  badRequest: (message: string) => problem('invalid_request', 400, message),
  badUrl: () =>
    problem('invalid_url', 400, 'The address holds a % that is not followed by two hexadecimal digits.'),
  internal: () =>
    problem(
      'internal_error',
      500,
      'Something went wrong here. It was logged with the request id of this answer.',
    ),
  keyReused: () =>
    problem(
      'idempotency_key_reused',
      422,
      'This Idempotency-Key was used for another request. Use a new one for each.',
    ),
  badKey: () =>
    problem('invalid_idempotency_key', 400, 'An Idempotency-Key has 1 to 255 printable characters.'),
}
