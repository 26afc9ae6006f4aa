import { Type } from 'typebox'
import { operateJob } from '../kernel/jobs/operate.ts'
import { defineCommand, lines } from './command.ts'

const JobId = Type.String({ pattern: '^[0-9]{1,15}$' })
const LISTED = 500

export const jobCommands = [
  defineCommand({
    usage: 'jobs list',
    summary: 'Background jobs that have not ended, a line each: id, name, state, tries, last error',
    args: Type.Object({}),
    act: ({ kernel }) => kernel.jobs.list({ limit: LISTED }),
    print: (jobs) =>
      lines(
        jobs.map(({ id, name, state, attempts, maxAttempts, lastError }) => {
          return [id, name, state, `${attempts}/${maxAttempts}`, lastError]
        }),
      ),
  }),
  ...(['retry', 'cancel'] as const).map((verb) =>
    defineCommand({
      usage: `jobs ${verb} <id>`,
      summary: verb === 'retry' ? 'Run a job now, with all its tries' : 'Remove a job that does not run',
      args: Type.Object({ id: JobId }),
      async act({ kernel }, { id }, { by }) {
        await operateJob(kernel, by, verb, id)
        return { id }
      },
    }),
  ),
]
