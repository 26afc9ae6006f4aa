import { problem } from '../problem.ts'

export const problems = {
  notFound: () => problem('not_found', 404, 'There is no such notice, or it is not yours to see.'),
  unknownKind: (kind: string) =>
    problem('unknown_kind', 400, `${kind} is no kind of notice. Load the list again, then choose.`),
}
