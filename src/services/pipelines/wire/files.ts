import { Type } from 'typebox'
import type { By } from '../../../kernel/journal/journal.ts'
import * as store from '../experiments/experiment.store.ts'
import { listOldInputs, listOldResults } from '../experiments/old.ts'
import { namedBy, wireFolderOf, wirePathOf } from '../experiments/place.ts'
import { removeInput, removeOutputs } from '../experiments/remove.ts'
import type { Pipelines } from '../pipelines.ts'
import { queryOf, readFields, textOf } from './body.ts'
import { RESERVED, reserved, reservedBy } from './reserved.ts'
import { Done, ErrorBody, type Wire, wireProblems } from './wire.ts'

const MOST_DAYS = 36_500
const LONGEST_PATH = 2_000

/** What the administrator's script asks for and deletes, path by path. */
export function fileRoutes(wire: Wire): void {
  const { scope, pipelines } = wire

  scope.get(
    '/files/old',
    {
      onRequest: reserved(wire, { free: true }),
      config: { access: RESERVED, refusals: [400] },
      schema: {
        summary: 'Paths of inputs and folders of results that are older than so many days',
        description: 'Those of experiments that somebody keeps are not among them.',
        response: { 200: Type.Union([Type.Array(Type.String()), ErrorBody]) },
      },
    },
    async (request) => {
      const days = queryOf(request, 'days')
      if (days === undefined || days === '') throw wireProblems.noDays()
      if (!/^\d{1,5}$/.test(days) || Number(days) > MOST_DAYS)
        throw wireProblems.malformed(`days is a whole number from 0 to ${MOST_DAYS}.`)
      const inputs = await listOldInputs(pipelines, Number(days))
      const results = await listOldResults(pipelines, Number(days))
      return [
        ...inputs.map(({ name, ...row }) =>
          wirePathOf({ id: row.experiment_id, account_id: row.account_id }, name),
        ),
        ...results.map(wireFolderOf),
      ]
    },
  )

  scope.post(
    '/files/delete',
    {
      onRequest: reserved(wire),
      config: { access: RESERVED, refusals: [400, 404] },
      schema: {
        summary: 'Delete an input, or a folder of results, by its path',
        consumes: ['multipart/form-data', 'application/x-www-form-urlencoded', 'application/json'],
        response: { 200: Done },
      },
    },
    async (request) => {
      const form = await readFields(request)
      const path = textOf(form.first('path'), 'path', LONGEST_PATH)
      if (path === '') throw wireProblems.malformed('path is empty.')
      if (!(await removeNamed(pipelines, reservedBy(request), path))) throw wireProblems.notFound()
      return true as const
    },
  )
}

async function removeNamed(pipelines: Pipelines, by: By, path: string): Promise<boolean> {
  const named = namedBy(path)
  const row = named && (await store.findExperiment(pipelines.db, named.experiment))
  if (!named || !row || (row.account_id ?? 0) !== named.account) return false
  const removal = { by, text: 'The administrator’s script has removed them.' }
  if (named.part === 'submitted') return removeInput(pipelines, row.id, named.name, removal)
  // A folder that nothing is in yet is no result, and a backend may be about to write to it.
  const outputs = await store.listOutputs(pipelines.db, [row.id], { there: true })
  return outputs.length > 0 && removeOutputs(pipelines, row.id, removal)
}
