import type { Check } from '../../../kernel/doctor/doctor.ts'
import { DAY_MS, HOUR_MS, spanInWords } from '../../../kernel/span.ts'
import type { Pipelines } from '../pipelines.ts'
import { findOldestOutside } from './home.store.ts'

/** So many failures, and half of all, are no accident. */
const MANY = 5
/** Of the machinery, not of the program. */
const FAULTS = ['lost', 'refused', 'outputs']

/** What an operator can mend about experiments. */
export function pipelinesChecks(pipelines: Pipelines): Check[] {
  return [
    { name: 'experiments outside', look: () => lookAtOutside(pipelines) },
    { name: 'experiments that wait', look: () => lookAtQueue(pipelines) },
    { name: 'experiments lost', look: () => lookAtFaults(pipelines) },
    { name: 'definitions of apps', look: async () => lookAtDefinitions(pipelines) },
  ]
}

const waitInWords = (count: number): string =>
  count === 1 ? '1 experiment waits' : `${count} experiments wait`

async function lookAtOutside({ db, kernel }: Pipelines) {
  const { count, since } = await findOldestOutside(db)
  if (since === null) return undefined
  const waits = kernel.clock.now() - since
  if (waits < HOUR_MS)
    return { level: 'ok' as const, finding: `${waitInWords(count)} for a program outside.` }
  return {
    level: 'warning' as const,
    finding: `${waitInWords(count)} for a program outside; the first one for ${spanInWords(waits)}.`,
    fix: 'See that the backend which asks for them runs, or cancel them on the page Queue.',
  }
}

async function lookAtQueue({ db, kernel }: Pipelines) {
  const { since, count } = await db
    .selectFrom('pipelines_experiment')
    .select((is) => [is.fn.min('created_at').as('since'), is.fn.countAll<number>().as('count')])
    .where('runner', '=', 'own')
    .where('status', '=', 'submitted')
    .executeTakeFirstOrThrow()
  if (since === null) return { level: 'ok' as const, finding: 'No experiment waits here.' }
  const waits = kernel.clock.now() - Number(since)
  const finding = `${waitInWords(Number(count))} here; the first one for ${spanInWords(waits)}.`
  if (waits < DAY_MS) return { level: 'ok' as const, finding }
  return {
    level: 'warning' as const,
    finding,
    fix: 'The page Queue says what each waits for. Give its host more places, or cancel what nobody needs.',
  }
}

async function lookAtFaults({ db, kernel }: Pipelines) {
  const rows = await db
    .selectFrom('pipelines_experiment')
    .select(['status', 'cause', 'message'])
    .where('ended_at', '>', kernel.clock.now() - DAY_MS)
    .orderBy('id', 'desc')
    .limit(1_000)
    .execute()
  const lost = rows.filter(({ status, cause }) => status === 'failed' && FAULTS.includes(cause ?? ''))
  if (lost.length < MANY || lost.length * 2 < rows.length) return undefined
  return {
    level: 'warning' as const,
    finding: `${lost.length} of ${rows.length} experiments were lost in the last 24 hours, not by their programs. The last one says: ${lost[0]?.message}`,
    fix: 'Look at the hosts on the page Hosts, and run those again.',
  }
}

function lookAtDefinitions({ apps }: Pipelines) {
  const { files, apps: read } = apps.reading
  const broken = files.filter(({ faults }) => faults.length > 0)
  const [first] = broken
  if (!first)
    return {
      level: 'ok' as const,
      finding: `${read.size + apps.product.apps.size} apps are installed, and every definition can be read.`,
    }
  return {
    level: 'warning' as const,
    finding: `${broken.length} of ${files.length} definitions of apps cannot be used as they are, ${first.name} for one.`,
    fix: 'The page Definitions says what is wrong, line by line.',
  }
}
