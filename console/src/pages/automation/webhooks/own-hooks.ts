import { apiOf, type Hooks } from '../../../app/webhooks/webhook.ts'
import { TRAIL, useAutomation } from '../section.ts'

const api = apiOf('automation', '/webhooks')

/** Somebody's own webhooks: the address names nobody. */
export function useOwnHooks(): Hooks {
  const { session } = useAutomation()
  return { api, id: session.account.id, url: '/app/automation/webhooks', trail: [...TRAIL] }
}
