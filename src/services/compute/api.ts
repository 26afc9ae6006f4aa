import type { App } from '../../kernel/http/app.ts'
import { renderProblem } from '../../kernel/http/errors.ts'
import { mount } from '../../kernel/http/mount.ts'
import { type Compute, SERVICE } from './compute.ts'

/** Our own API of compute: workspaces, what runs in them, and what operators say about both. */
export function computeApi(app: App, compute: Compute): void {
  const parts = { prefix: '/api/compute', service: SERVICE, title: 'Compute' }
  app.addHook('onClose', () => compute.close())
  mount(app, { ...parts, renderError: renderProblem }, (_scope) => {})
}
