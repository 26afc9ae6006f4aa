import type { InjectOptions } from 'fastify'
import { type Bindings, must, type Stage } from './binding.ts'

const form = (
  { admin }: Stage,
  url: string,
  fields: Record<string, string> = {},
  method: InjectOptions['method'] = 'POST',
): InjectOptions => ({
  method,
  url,
  headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/x-www-form-urlencoded' },
  ...(method === 'POST' && { payload: new URLSearchParams(fields).toString() }),
})

/** An experiment with one file, which waits for a backend. */
async function experiment(stage: Stage, prefix: string): Promise<number> {
  const { admin, opened, mark } = stage
  const part = (name: string, content: string, file = '') =>
    `--edge\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`
  const sent = opened.inject({
    method: 'POST',
    url: `${prefix}/experiments/new`,
    headers: {
      authorization: `Bearer ${admin.token}`,
      'content-type': 'multipart/form-data; boundary=edge',
    },
    payload: `${part('experimentName', mark)}${part('t1', mark, '; filename="t1.nii"')}--edge--\r\n`,
  })
  await must(sent)
  return Number((await sent).headers['x-experiment-id'])
}

const of = (prefix: string, method: 'GET' | 'POST' | 'DELETE', what: string): Bindings => ({
  [`${method} ${prefix}/experiments/{id}/${what}`]: {
    prepare: async (stage) =>
      form(stage, `${prefix}/experiments/${await experiment(stage, prefix)}/${what}`, {}, method),
  },
})

/** What the protocol changes about experiments, below one of its two prefixes. */
const protocolBelow = (prefix: string): Bindings => ({
  [`POST ${prefix}/experiments/new`]: {
    prepare: async (stage) => form(stage, `${prefix}/experiments/new`, { experimentName: stage.mark }),
  },
  [`GET ${prefix}/experiments/queue`]: {
    prepare: async (stage) => {
      await experiment(stage, prefix)
      return form(stage, `${prefix}/experiments/queue`, {}, 'GET')
    },
    changes: true,
  },
  ...of(prefix, 'POST', 'results'),
  ...of(prefix, 'POST', 'failed'),
  ...of(prefix, 'DELETE', 'delete'),
  [`POST ${prefix}/files/delete`]: {
    prepare: async (stage) => {
      const id = await experiment(stage, prefix)
      return form(stage, `${prefix}/files/delete`, {
        path: `/uploads/${stage.admin.id}/submitted/${id}/t1.nii`,
      })
    },
  },
})

export const pipelinesExperimentBindings: Bindings = {
  ...protocolBelow('/pipelines'),
  ...protocolBelow('/pipelines/api'),
}
