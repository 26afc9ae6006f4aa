import { giveEnded, giveRun } from '../support/runs.ts'
import { type Bindings, call, type Stage } from './binding.ts'

const API = '/api/automation'

function serviceOf({ opened }: Stage) {
  const { automation } = opened.atelier
  if (!automation) throw new Error('Automation is switched off.')
  return automation
}

const run = (stage: Stage): Promise<number> => giveRun(serviceOf(stage), { name: stage.mark })

/** One that has run, and did not come to its end on its one host. */
const ended = (stage: Stage): Promise<number> =>
  giveEnded(serviceOf(stage), { name: stage.mark, hosts: { [stage.mark]: 'failed' } })

const read = (path: (mark: string) => string) => ({
  prepare: async (stage: Stage) =>
    call(stage.admin, 'GET', `${API}/runs/${await ended(stage)}${path(stage.mark)}`),
})

const act = (path: string, payload: object | undefined, of: (stage: Stage) => Promise<number> = run) => ({
  prepare: async (stage: Stage) =>
    call(stage.admin, 'POST', `${API}/runs/${await of(stage)}/${path}`, payload),
})

async function started(stage: Stage): Promise<number> {
  const id = await run(stage)
  await stage.admin.post(`${API}/runs/${id}/start`, {})
  return id
}

/** Runs and presets: nothing begins here, since the server of these tests runs nothing. */
export const automationRunBindings: Bindings = {
  'GET /api/automation/runs': {
    async prepare(stage) {
      await run(stage)
      return call(stage.admin, 'GET', `${API}/runs`)
    },
  },
  'POST /api/automation/runs': {
    prepare: async ({ admin, mark }) => call(admin, 'POST', `${API}/runs`, { name: mark }),
  },
  'GET /api/automation/queue': {
    async prepare(stage) {
      await started(stage)
      return call(stage.admin, 'GET', `${API}/queue`)
    },
  },
  'GET /api/automation/runs/{id}': read(() => ''),
  'PATCH /api/automation/runs/{id}': {
    prepare: async (stage) =>
      call(stage.admin, 'PATCH', `${API}/runs/${await run(stage)}`, { name: `${stage.mark} now` }),
  },
  'DELETE /api/automation/runs/{id}': {
    prepare: async (stage) => call(stage.admin, 'DELETE', `${API}/runs/${await ended(stage)}`),
  },
  'POST /api/automation/runs/{id}/start': act('start', {}),
  'POST /api/automation/runs/{id}/abort': act('abort', undefined, started),
  'POST /api/automation/runs/{id}/copy': act('copy', {}),
  'POST /api/automation/runs/{id}/repeat': act('repeat', { hosts: 'failed' }, ended),
  'GET /api/automation/runs/{id}/live': read(() => '/live'),
  'GET /api/automation/runs/{id}/attempts': read(() => '/attempts'),
  'GET /api/automation/runs/{id}/attempts/{number}': read(() => '/attempts/1'),
  'GET /api/automation/runs/{id}/attempts/{number}/hosts': read(() => '/attempts/1/hosts'),
  'GET /api/automation/runs/{id}/attempts/{number}/hosts/{name}': read((mark) => `/attempts/1/hosts/${mark}`),
  'GET /api/automation/runs/{id}/attempts/{number}/hosts/{name}/output': read(
    (mark) => `/attempts/1/hosts/${mark}/output`,
  ),
  'GET /api/automation/runs/{id}/attempts/{number}/hosts/{name}/compare': read(
    (mark) => `/attempts/1/hosts/${mark}/compare`,
  ),
  'GET /api/automation/runs/{id}/attempts/{number}/log': read(() => '/attempts/1/log'),
  'GET /api/automation/runs/{id}/attempts/{number}/download': read(() => '/attempts/1/download'),
}
