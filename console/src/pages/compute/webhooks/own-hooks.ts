import { apiOf, type Hooks } from '../../../app/webhooks/webhook.ts'
import { TRAIL, useCompute } from '../section.ts'

/** Somebody's own webhooks: the address names nobody. */
export function useOwnHooks(): Hooks {
  const { session } = useCompute()
  return { api, id: session.account.id, url: '/app/compute/webhooks', trail: [...TRAIL] }
}

const api = apiOf('compute', '/webhooks')
