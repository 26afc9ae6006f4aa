import { WebhookPage } from '../../../app/webhooks/hook-page.tsx'
import { ProjectHooks } from './project-hooks.tsx'

/** One webhook of a project. */
export default function Webhook() {
  return <ProjectHooks>{(hooks) => <WebhookPage of={hooks} />}</ProjectHooks>
}
