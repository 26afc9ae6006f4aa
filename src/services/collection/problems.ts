import { type FieldError, problem } from '../../kernel/problem.ts'

/**
 * Every refusal that a client of collection can read. The codes are the protocol's `status`; those of the original
 * (`not_authorized`, `Unauthorized`, `Token expired` …) are matched by clients letter for letter.
 */
export const problems = {
  tokenMissing: () =>
    problem(
      'not_authorized',
      403,
      'A token is needed: send the secret that issues tokens, or a registered client_id.',
    ),
  tokenWrong: () => problem('not_authorized_token', 403, 'This is not the secret that issues tokens here.'),
  urlNotAllowed: () =>
    problem(
      'not_authorized_url',
      403,
      'A callback on this machine is for development only. Register an address that participants can reach.',
    ),
  developmentOnly: () => problem('not_authorized_url', 403, 'This is for development mode alone.'),
  unknownClient: () => problem('not_authorized', 403, 'No client with this client_id is registered.'),
  invalidExpiry: (most: number) =>
    problem(
      'invalid_expiry_minutes',
      400,
      `expiry_minutes is a whole number from 0 to ${most}, in digits only.`,
    ),
  invalidProject: () =>
    problem(
      'invalid_project',
      400,
      'A project has 1 to 64 letters, digits, spaces or . _ - @ +, and begins with a letter or a digit.',
    ),
  projectCase: (name: string) =>
    problem('invalid_project', 400, `There is a project ${name} already. Write it as it is.`),
  projectTaken: (name: string) =>
    problem('project_taken', 409, `There is a project ${name} already, or one that differs in case alone.`),
  unknownProject: () =>
    problem('invalid_project', 400, 'There is no such project, and tokens do not make new ones here.'),
  foreignProject: () =>
    problem('not_authorized_token', 403, 'This secret issues tokens for another project alone.'),
  invalidParticipant: () =>
    problem(
      'invalid_participant_id',
      400,
      'A participant_id has 255 characters at most, and no control characters.',
    ),
  missingCallback: () =>
    problem(
      'missing_callback_url',
      400,
      'A callback_url is needed: the address that participants are sent to.',
    ),
  invalidCallback: () =>
    problem(
      'invalid_callback_url',
      400,
      'The callback_url is a whole address that begins with http:// or https://, of 2,048 characters at most.',
    ),
  grantMissing: () =>
    problem(
      'Unauthorized',
      403,
      'This submission came without its auth_token. Open the link that you were sent again.',
    ),
  grantUnknown: () =>
    problem(
      'Unauthorized token',
      403,
      'This auth_token is not known here. Open the link that you were sent again.',
    ),
  grantRevoked: () =>
    problem('Unauthorized token', 403, 'This link was withdrawn. Ask the researchers for a new one.'),
  grantExpired: () =>
    problem('Token expired', 403, 'The time of this link is over. Ask the researchers for a new one.'),
  invalidResponses: () =>
    problem(
      'invalid_responses',
      400,
      'The responses are not JSON, or are nested in more than 64 levels. Nothing was stored.',
    ),
  noResponses: () =>
    problem(
      'invalid_responses',
      400,
      'The body is no object with the member responses. Send {"auth_token": …, "responses": …}.',
    ),
  invalidBody: () =>
    problem('invalid_request', 400, 'The body is not the JSON object or the form that its type says.'),
  busy: () =>
    problem('busy', 503, 'Too many submissions come in at once. Send this one again in a few seconds.', {
      headers: { 'retry-after': '5' },
    }),
  tooLarge: () =>
    problem('too_large', 413, 'The submission is larger than this server takes. Nothing was stored.'),
  quota: () =>
    problem('too_large', 413, 'This link has stored as much as it may. Ask the researchers for a new one.'),
  secretMoved: () =>
    problem('conflict', 409, 'Somebody else has changed the secret at the same moment. Look at it again.'),
  changed: () =>
    problem(
      'changed',
      412,
      'Somebody else has changed this meanwhile. Load it again, then repeat your change.',
    ),
  invalidUrl: (field: string) => {
    const message = 'Write a whole address that begins with https:// or http://.'
    return problem('invalid_url', 400, message, { errors: [{ field, message }] })
  },
  projectClosed: () =>
    problem('project_closed', 409, 'This project is closed: it gives out no more links. Open it first.'),
  submissionsClosed: () =>
    problem(
      'Unauthorized token',
      403,
      'This study is closed and takes no more answers. Ask the researchers if you have questions.',
    ),
  invalidImport: (errors: readonly FieldError[]) =>
    problem(
      'invalid_import',
      400,
      `${errors.length === 1 ? 'One line has an error' : `${errors.length} lines have errors`}. Nothing was imported.`,
      { errors: errors.slice(0, 100) },
    ),
  emptyImport: () => problem('invalid_import', 400, 'There is no line with a code in this list.'),
  noSelection: () =>
    problem(
      'invalid_request',
      400,
      'Name the participants: by ids, state, search or import, or all of them.',
    ),
  importMoved: () =>
    problem(
      'changed',
      412,
      'Somebody else has changed participants of this list meanwhile. Look at the preview again.',
    ),
  importOver: () =>
    problem(
      'import_over',
      409,
      'This import cannot be undone: links of it were used, a later one was made, or it was undone already.',
    ),
  participantUsed: () =>
    problem(
      'participant_used',
      409,
      'This participant has sent answers. Withdraw them instead of removing the line.',
    ),
  webAppMissing: () =>
    problem(
      'web_app_missing',
      409,
      'The project does not say where its web app is. Set that address in its settings first.',
    ),
  linkTooLong: (days: number) => {
    const message = `A link lasts ${days.toLocaleString('en')} days at most here.`
    return problem('invalid_expiry', 400, message, { errors: [{ field: 'days', message }] })
  },
  invalidZone: () =>
    problem('invalid_zone', 400, 'The zone is no time zone. Write it as Europe/Oslo, or UTC.'),
  lastOwner: () =>
    problem('last_owner', 409, 'This is the last owner of the project. Make somebody else an owner first.'),
  memberMissing: () => problem('not_found', 404, 'There is no such account or group, or it is disabled.'),
  roleNeeded: (role: string) =>
    problem('role_needed', 403, `This needs the role ${role} in this project. Ask one of its owners for it.`),
  uploadIncomplete: () =>
    problem(
      'upload_incomplete',
      409,
      'Parts of this upload are missing. Ask the participant again, or use what is here.',
    ),
  mediaGone: () =>
    problem(
      'media_gone',
      410,
      'This recording is not in the upload any more as it was. Read the upload again.',
    ),
  notFound: () => problem('not_found', 404, 'There is no such thing here, or it is not yours to see.'),
}
