import { type Bindings, call, must, type Stage } from './binding.ts'

interface Things {
  name: string
  make(stage: Stage): Promise<number>
}

/** The webhooks of one sort of things, or of people themselves: how such a thing is made, and an event that it tells. */
export function webhookBindings(prefix: string, event: string, things?: Things): Bindings {
  const wanted = (mark: string) => ({ address: `https://${mark}.invalid/`, events: [event] })
  const listOf = async (stage: Stage) =>
    things ? `${prefix}/${things.name}/${await things.make(stage)}/webhooks` : `${prefix}/webhooks`
  const list = things ? `${prefix}/${things.name}/{id}/webhooks` : `${prefix}/webhooks`
  /** Nothing leaves the house: its name is nobody's. */
  const hook = async (stage: Stage): Promise<number> => {
    const made = await must(stage.admin.post(await listOf(stage), wanted(stage.mark)))
    return (made as unknown as { webhook: { id: number } }).webhook.id
  }
  const delivery = async (stage: Stage): Promise<number> =>
    (await must(stage.admin.post(`${prefix}/webhooks/${await hook(stage)}/ping`))).id
  const of = (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    id: (stage: Stage) => Promise<number>,
    [before, after]: readonly [string, string],
    body?: (mark: string) => object,
  ) => ({
    prepare: async (stage: Stage) =>
      call(stage.admin, method, `${prefix}${before}${await id(stage)}${after}`, body?.(stage.mark)),
  })
  return {
    [`GET ${list}`]: { prepare: async (stage) => call(stage.admin, 'GET', await listOf(stage)) },
    [`POST ${list}`]: {
      prepare: async (stage) => call(stage.admin, 'POST', await listOf(stage), wanted(stage.mark)),
    },
    [`GET ${prefix}/webhooks/{id}`]: of('GET', hook, ['/webhooks/', '']),
    [`PATCH ${prefix}/webhooks/{id}`]: of('PATCH', hook, ['/webhooks/', ''], () => ({ active: false })),
    [`DELETE ${prefix}/webhooks/{id}`]: of('DELETE', hook, ['/webhooks/', '']),
    [`POST ${prefix}/webhooks/{id}/secret`]: of('POST', hook, ['/webhooks/', '/secret']),
    [`POST ${prefix}/webhooks/{id}/ping`]: of('POST', hook, ['/webhooks/', '/ping']),
    [`GET ${prefix}/webhooks/{id}/deliveries`]: of('GET', hook, ['/webhooks/', '/deliveries']),
    [`GET ${prefix}/webhook-deliveries/{id}`]: of('GET', delivery, ['/webhook-deliveries/', '']),
    [`POST ${prefix}/webhook-deliveries/{id}/again`]: of('POST', delivery, [
      '/webhook-deliveries/',
      '/again',
    ]),
  }
}
