import type { Scope } from '../../kernel/http/app.ts'
import { defineOwnWebhooks, ownWebhookRoutes } from '../../kernel/webhooks/own.ts'
import { type Automation, SERVICE } from './automation.ts'
import { configRoutes } from './configs/config-api.ts'
import { registerTaking } from './configs/take.ts'
import { openChannelSecrets } from './keeping/channel.ts'
import { channelRoutes } from './keeping/channel-api.ts'
import { automationChecks } from './keeping/checks.ts'
import { tellEnd } from './keeping/ended.ts'
import { automationHolding, automationMerging } from './keeping/holding.ts'
import { homeOf } from './keeping/home.ts'
import { defineAutomationNotices } from './keeping/notices.ts'
import { registerRetention } from './keeping/retention.ts'
import { searchAutomation } from './keeping/search.ts'
import { tellChannel } from './keeping/tell-channel.ts'
import { sampleSource } from './sample/sample.ts'
import { scheduleRoutes } from './schedules/schedule-api.ts'
import { OWN_EVENTS } from './webhook.ts'

/** What goes on beside the runs themselves: who hears of them, how long they stay, and what they leave. */
export function registerKeeping(automation: Automation): void {
  const { kernel, runner } = automation
  openChannelSecrets(kernel.secrets)
  defineAutomationNotices(kernel.notices)
  defineOwnWebhooks(kernel, OWN_EVENTS)
  kernel.jobs.register(tellChannel, automation)
  registerRetention(automation)
  registerTaking(automation)
  runner.onEnd((tx, ended) => tellEnd(automation, tx, ended))
  kernel.identity.holdings.push(automationHolding)
  kernel.identity.merging.push(automationMerging)
  kernel.checks.push(...automationChecks(automation))
  kernel.services.add({
    name: SERVICE,
    home: (actor) => homeOf(automation, actor),
    sample: sampleSource(automation),
    search: (actor, words, limit) => searchAutomation(automation, actor, words, limit),
    async trouble() {
      const { full } = await kernel.space.state()
      return full ? 'The disk is full. Nothing can be run on hosts until there is room.' : undefined
    },
  })
}

export function keepingRoutes(scope: Scope, automation: Automation): void {
  scheduleRoutes(scope, automation)
  configRoutes(scope, automation)
  channelRoutes(scope, automation)
  ownWebhookRoutes(scope, automation.kernel, OWN_EVENTS)
}
