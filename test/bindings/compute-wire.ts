import type { InjectOptions } from 'fastify'
import { type Bindings, must, type Stage } from './binding.ts'

const PREFIX = '/compute'

/** An administrator's call, who has workspaces of their own as everybody has. */
const call = (
  { admin }: Stage,
  method: InjectOptions['method'],
  path: string,
  payload?: object,
): InjectOptions => ({
  method,
  url: PREFIX + path,
  headers: { 'uws-authorization': `Token ${admin.token}` },
  ...(payload && { payload }),
})

interface Made {
  data: {
    workspace: { id: number }
    job: { id: number }
    shared_workspaces: { shared_workspace_id: { id: number } }[]
  }
}

const made = async (
  stage: Stage,
  ...rest: [InjectOptions['method'], string, object?]
): Promise<Made['data']> => ((await must(stage.opened.inject(call(stage, ...rest)))) as unknown as Made).data

async function workspace(stage: Stage): Promise<number> {
  const body = { name: stage.mark, description: stage.mark, default_job_type: 'local_test_job' }
  const { id } = (await made(stage, 'POST', '/workspaces', body)).workspace
  return id
}

/** A copy that its sender has offered to themselves. */
async function offer(stage: Stage): Promise<number> {
  const share = { original_workspace_id: await workspace(stage), shared_user_ids: [stage.admin.id] }
  const [mapping] = (await made(stage, 'POST', '/shared_workspaces', share)).shared_workspaces
  await stage.opened.jobs.drain()
  return mapping?.shared_workspace_id.id ?? 0
}

/** The protocol of the original: what its clients change. */
export const computeWireBindings: Bindings = {
  'POST /compute/tokens': {
    prepare: async ({ admin }) => ({
      method: 'POST',
      url: `${PREFIX}/tokens`,
      payload: { auth_token: admin.token },
    }),
  },
  'POST /compute/workspaces': {
    prepare: async (stage) => call(stage, 'POST', '/workspaces', { name: stage.mark, description: '' }),
  },
  'PUT /compute/workspaces/{id}': {
    prepare: async (stage) =>
      call(stage, 'PUT', `/workspaces/${await workspace(stage)}`, { name: `${stage.mark} again` }),
  },
  'PUT /compute/workspaces/{id}/{action}': {
    prepare: async (stage) => call(stage, 'PUT', `/workspaces/${await workspace(stage)}/start`, {}),
  },
  'DELETE /compute/workspaces/{id}': {
    prepare: async (stage) => call(stage, 'DELETE', `/workspaces/${await workspace(stage)}`),
  },
  'PUT /compute/jobs/{id}/{action}': {
    prepare: async (stage) => {
      const { job } = await made(stage, 'PUT', `/workspaces/${await workspace(stage)}/start`, {})
      return call(stage, 'PUT', `/jobs/${job.id}/stop`)
    },
  },
  'POST /compute/shared_workspaces': {
    prepare: async (stage) =>
      call(stage, 'POST', '/shared_workspaces', {
        original_workspace_id: await workspace(stage),
        shared_user_ids: [stage.admin.id],
      }),
  },
  'PUT /compute/shared_workspaces/{id}/{action}': {
    prepare: async (stage) => call(stage, 'PUT', `/shared_workspaces/${await offer(stage)}/accept`),
  },
  'DELETE /compute/shared_workspaces/{id}': {
    prepare: async (stage) => call(stage, 'DELETE', `/shared_workspaces/${await offer(stage)}`),
  },
}
