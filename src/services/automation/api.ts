import type { App } from '../../kernel/http/app.ts'
import { renderProblem } from '../../kernel/http/errors.ts'
import { mount } from '../../kernel/http/mount.ts'
import { type Automation, SERVICE } from './automation.ts'

/** Our own API of automation: inventories, templates, runs of them on many hosts, and what runs by itself. */
export function automationApi(app: App, automation: Automation): void {
  const parts = { prefix: '/api/automation', service: SERVICE, title: 'Automation' }
  app.addHook('onClose', () => automation.close())
  mount(app, { ...parts, renderError: renderProblem }, (_scope) => {
    // routes of each subject
  })
}
