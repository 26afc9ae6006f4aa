import { apiOf, type Hooks } from '../../../app/webhooks/webhook.ts'
import { TRAIL, usePipelines } from '../section.ts'

const api = apiOf('pipelines', '/webhooks')

/** Somebody's own webhooks: the address names nobody. */
export function useOwnHooks(): Hooks {
  const { session } = usePipelines()
  return { api, id: session.account.id, url: '/app/pipelines/webhooks', trail: [...TRAIL] }
}
