import type { App } from '../../../kernel/http/app.ts'
import { mount } from '../../../kernel/http/mount.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { renderError } from './wire.ts'

/** The protocol of the User Workspaces Server below its mount. */
export function computeWire(app: App, compute: Compute): void {
  const { mount: prefix } = compute.settings
  mount(
    app,
    { prefix, service: SERVICE, title: 'Compute (protocol)', renderError, cors: 'any' },
    (_scope) => {},
  )
}
