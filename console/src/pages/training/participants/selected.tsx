import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { counted } from '../../../ui/time.tsx'
import type { Event } from '../event.ts'
import type { Audience } from '../mail/audience.ts'
import { tellBack } from './lost.ts'
import type { Person } from './person.tsx'
import { audienceOf, lettersOf, type Selection } from './selection.ts'

/** A dialog of this page, and whom it is about. */
export type Open =
  | { kind: 'add' }
  | { kind: 'edit' | 'key'; person: Person }
  | { kind: 'place'; who: Selection; name: string }
  | { kind: 'remind' | 'write'; to: Audience }
  | { kind: 'keys'; selection: Selection; chosen: number }

interface Removal {
  ids: number[]
  registrations: number
}

/** Takes people off the list, and offers to bring them back. */
export function useRemove(event: Event) {
  const act = useAct()
  const path = { id: event.id }
  return async (selection: Selection, name: string): Promise<boolean> => {
    let removed: Removal = { ids: [], registrations: 0 }
    const run = async () => {
      removed = await client.post('/api/training/events/{id}/participants/remove', { path, body: selection })
    }
    const undo = async () => {
      const { lost } = await client.post('/api/training/events/{id}/participants/restore', {
        path,
        body: { ids: removed.ids },
      })
      tellBack(`${name} back on the list`, lost)
    }
    return act(run, {
      done: `${name} off the list`,
      detail: 'Their seats are free. They can be brought back for 14 days.',
      undo,
    })
  }
}

/** What one can do with all that are chosen. */
export function SelectionActs({
  event,
  selection,
  chosen,
  open,
  clear,
}: {
  event: Event
  selection: Selection
  chosen: number
  open: (open: Open) => void
  clear: () => void
}) {
  const remove = useRemove(event)
  const to = audienceOf(selection)
  return (
    <>
      <Button small download={lettersOf(event.id, selection)}>
        Letters
      </Button>
      {to && (
        <>
          <Button small onClick={() => open({ kind: 'remind', to })}>
            Remind
          </Button>
          <Button small onClick={() => open({ kind: 'write', to })}>
            Write
          </Button>
        </>
      )}
      <Button
        small
        onClick={() => open({ kind: 'place', who: selection, name: counted(chosen, 'person', 'people') })}
      >
        Change places
      </Button>
      <Button small onClick={() => open({ kind: 'keys', selection, chosen })}>
        New keys
      </Button>
      <Button
        small
        danger
        onClick={async () => {
          if (await remove(selection, counted(chosen, 'person', 'people'))) clear()
        }}
      >
        Take off the list
      </Button>
    </>
  )
}
