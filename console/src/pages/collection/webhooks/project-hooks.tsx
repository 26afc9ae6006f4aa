import type { ReactNode } from 'react'
import { Ready } from '../../../app/data.tsx'
import { apiOf, type Hooks } from '../../../app/webhooks/webhook.ts'
import { NotFound } from '../../../ui/states.tsx'
import { BACK, mayIn, trailTo, useProject } from '../project.ts'

const api = apiOf('collection', '/projects/{id}/webhooks')

/** The webhooks of the project of this address, for its owners. */
export function ProjectHooks({ children }: { children: (hooks: Hooks) => ReactNode }) {
  const { id, url, project } = useProject()
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(found) =>
        mayIn(found, 'owner') ? (
          children({ api, id, url: `${url}/webhooks`, trail: trailTo(found, url) })
        ) : (
          <NotFound thing={`webhooks of project ${id}`} back={BACK} />
        )
      }
    </Ready>
  )
}
