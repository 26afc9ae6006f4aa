import type { App, Scope } from '../../../kernel/http/app.ts'
import type { RenderError } from '../../../kernel/http/errors.ts'
import type { Automation } from '../automation.ts'

export interface Wire {
  app: App
  scope: Scope
  automation: Automation
  prefix: string
}

/** The protocol's errors: `detail`, and what a client may find beside it. */
export const renderError: RenderError = ({ message, extra }) => ({ detail: message, ...extra })
