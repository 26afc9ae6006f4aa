import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { counted } from '../../../ui/time.tsx'
import { PROJECTS, type Project } from '../project.ts'
import type { Open } from './row.tsx'
import { csvOf, queryOf, type Selection } from './selection.ts'

/** What one can do with all that are chosen. */
export function SelectionActs({
  project,
  selection,
  chosen,
  open,
  clear,
}: {
  project: Project
  selection: Selection
  chosen: number
  open: (open: Open) => void
  clear: () => void
}) {
  const act = useAct()
  const make = async () => {
    const { issued } = await client.post('/api/collection/projects/{id}/links', {
      path: { id: project.id },
      body: selection,
    })
    clear()
    return issued
  }
  return (
    <>
      <Button small download={csvOf(project.id, selection)}>
        Links as CSV
      </Button>
      <Button small to={`${PROJECTS}/${project.id}/participants/letters?${queryOf(selection)}`}>
        Letters
      </Button>
      {!project.closed && (
        <Button
          small
          onClick={() =>
            act(make, { done: `Links made for those of ${counted(chosen, 'person', 'people')} who had none` })
          }
        >
          Make links
        </Button>
      )}
      <Button small onClick={() => open({ kind: 'mail', selection, chosen })}>
        Mail
      </Button>
      <Button small onClick={() => open({ kind: 'remind', selection, chosen })}>
        Remind
      </Button>
      <Button small danger onClick={() => open({ kind: 'revoke', selection, chosen })}>
        End links
      </Button>
    </>
  )
}
