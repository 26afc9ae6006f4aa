import { WebhookList } from '../../../app/webhooks/hook-list.tsx'
import { ProjectHooks } from './project-hooks.tsx'

/** Other servers that hear of a project. */
export default function Webhooks() {
  return (
    <ProjectHooks>
      {(hooks) => (
        <WebhookList
          of={hooks}
          sentence="Other servers are told when something happens here: with ids, codes and counts, never with answers."
        />
      )}
    </ProjectHooks>
  )
}
