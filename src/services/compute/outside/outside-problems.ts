import { problem } from '../../../kernel/problem.ts'

/** Refusals of people who come with what another server says about them. Clients read the first two to the letter. */
export const problems = {
  notInGroup: () =>
    problem(
      'not_in_group',
      403,
      'User is not a member of any allowed Globus groups. Please contact your administrator for access.',
    ),
  noGroupsToken: () => problem('no_groups_token', 403, 'Groups token not available for authentication.'),
  noStorage: () => problem('no_storage', 400, 'User could not be found/created on main storage system.'),
  down: (cause?: unknown) =>
    problem('identity_source_down', 503, 'The identity source does not answer. Try again in a minute.', {
      headers: { 'retry-after': '60' },
      cause,
    }),
  badRedirect: () => problem('invalid_redirect', 400, 'redirect_url is no address of the web.'),
  redirectOff: () =>
    problem('redirect_off', 400, 'No identity source is set up here whose sign-in could be redirected to.'),
  clientThere: (name: string) =>
    problem(
      'client_there',
      409,
      `There is a client ${name} already. Remove it first, or choose another name.`,
    ),
  clientName: (name: string) =>
    problem('name_taken', 409, `${name} is the name of an account. Choose another one for the client.`),
  noClient: (name: string) => problem('not_found', 404, `There is no client ${name}.`),
  badDomain: () => problem('invalid_domain', 400, 'Write the domain as example.org.'),
}
