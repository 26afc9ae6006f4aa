import { problem } from '../../kernel/problem.ts'

/**
 * Every refusal that a client of training can read. Texts of the protocol's registration and password routes are read by
 * its client; there a changed letter is a breaking change.
 */
export const problems = {
  notFound: () => problem('not_found', 404, 'There is no such thing here, or it is not yours to see.'),
  noSuchEvent: (typed: string) =>
    problem('no_such_event', 404, `There is no event ${typed}. "./atelier training events" lists them.`),
  changed: () =>
    problem(
      'changed',
      412,
      'Somebody else has changed it meanwhile. Load it again, and make your change there.',
    ),
  roleNeeded: (role: string) =>
    problem('role_needed', 403, `This needs the role ${role} at this event. Ask one of its managers.`),
  nameTaken: (name: string) =>
    problem('name_taken', 409, `There is an event ${name} already. Choose another name.`, {
      errors: [{ field: 'name', message: 'There is an event of this name already.' }],
    }),
  invalidName: () =>
    problem('invalid_name', 400, 'A name has 1 to 80 characters, and no control characters.', {
      errors: [{ field: 'name', message: 'A name has 1 to 80 characters.' }],
    }),
  foreignWorkshop: (id: number) =>
    problem(
      'invalid_workshop',
      400,
      `Workshop ${id} is none of this event. Leave its id out to make a new one.`,
    ),
  workshopTwice: (id: number) => problem('invalid_workshop', 400, `Workshop ${id} is in the list twice.`),
  linkForeign: (id: number) =>
    problem('invalid_link', 400, `Workshop ${id} is none of this event. A link ties two of its workshops.`),
  linkItself: (title: string) =>
    problem('invalid_link', 400, `“${title}” cannot be linked with itself. Choose another workshop.`),
  linkTwice: (one: string, two: string) =>
    problem('invalid_link', 400, `“${one}” and “${two}” are linked twice. Links count both ways: keep one.`),
  linkGroups: (one: string, two: string) =>
    problem(
      'invalid_link',
      400,
      `“${one}” and “${two}” are for different groups, so nobody could take both. Link workshops of one group.`,
    ),
}
