import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import type { Project } from '../project.ts'
import type { Upload } from './upload.tsx'

/** Whether somebody can be asked again by mail: on the list, with an address, and the project says where its web app is. */
export const canMail = (upload: Pick<Upload, 'person'>, project: Project): boolean =>
  upload.person?.hasAddress === true && project.webAppUrl !== null && !project.closed

/** Mails somebody their link, with a new one first where the old one is over. */
export function useAskAgain(project: Project): (upload: Pick<Upload, 'person' | 'participant'>) => void {
  const act = useAct()
  return ({ person, participant }) => {
    if (!person) return
    const call = { path: { id: project.id }, body: { ids: [person.id] } }
    void act(
      async () => {
        await client.post('/api/collection/projects/{id}/links', call)
        await client.post('/api/collection/projects/{id}/links/mail', call)
      },
      {
        done: `${participant ?? 'The participant'} is asked again`,
        detail: 'Their link is on its way by mail.',
      },
    )
  }
}
