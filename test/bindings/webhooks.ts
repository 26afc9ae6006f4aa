import { type Bindings, call, must, type Stage } from './binding.ts'

/** The webhooks of one sort of things: how such a thing is made, and an event that it tells. */
export function webhookBindings(
  prefix: string,
  { things, make, event }: { things: string; make: (stage: Stage) => Promise<number>; event: string },
): Bindings {
  const wanted = (mark: string) => ({ address: `https://${mark}.invalid/`, events: [event] })
  /** Nothing leaves the house: its name is nobody's. */
  const hook = async (stage: Stage): Promise<number> => {
    const url = `${prefix}/${things}/${await make(stage)}/webhooks`
    const made = await must(stage.admin.post(url, wanted(stage.mark)))
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
    [`GET ${prefix}/${things}/{id}/webhooks`]: of('GET', make, [`/${things}/`, '/webhooks']),
    [`POST ${prefix}/${things}/{id}/webhooks`]: of('POST', make, [`/${things}/`, '/webhooks'], wanted),
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
