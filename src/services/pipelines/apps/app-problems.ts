import { type FieldError, problem } from '../../../kernel/problem.ts'

export const problems = {
  unknownHost: (host: string) =>
    problem('unknown_host', 400, `There is no host ${host} here. Choose one of the hosts.`, {
      errors: [{ field: 'host', message: `There is no host ${host} here.` }],
    }),
  nothingToImport: (errors: readonly FieldError[]) =>
    problem(
      'nothing_to_import',
      400,
      errors.length === 0
        ? 'None of these files is a definition of an app.'
        : `Nothing was imported. ${errors.map(({ field, message }) => `${field}: ${message}`).join(' ')}`,
      { errors },
    ),
  ofProduct: (key: string) =>
    problem('of_product', 409, `${key} comes with Atelier. Switch it off in its policy instead.`),
  sharesFile: (key: string, file: string) =>
    problem('shares_file', 409, `${key} stands in ${file} with others. Take it out of that file.`),
  noFolder: (cause: unknown) =>
    problem('no_folder', 500, 'The folder of definitions cannot be written. Ask whoever runs the machine.', {
      cause,
    }),
}
