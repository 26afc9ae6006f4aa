import { type Bindings, call, must, type Stage } from './binding.ts'
import { webhookBindings } from './webhooks.ts'

const PREFIX = '/api/training'

const event = async ({ admin, mark }: Stage): Promise<number> =>
  (await must(admin.post(`${PREFIX}/events`, { name: mark }))).id

/** What an organiser looks at, and what other servers hear. */
export const trainingOverviewBindings: Bindings = {
  'GET /api/training/events/{id}/dashboard': {
    prepare: async (stage) => call(stage.admin, 'GET', `${PREFIX}/events/${await event(stage)}/dashboard`),
  },
  ...webhookBindings(PREFIX, 'registration.made', { name: 'events', make: event }),
}
