import { useAct } from '../../app/act.ts'
import { client } from '../../app/client.ts'
import { moment } from '../../ui/time.tsx'
import type { Event } from './event.ts'

type Handled = Pick<Event, 'id' | 'name' | 'state' | 'hand' | 'opensAt' | 'closesAt' | 'openings'>

const set = (id: number, isOpen: boolean) =>
  client.post(isOpen ? '/api/training/events/{id}/open' : '/api/training/events/{id}/close', {
    path: { id },
  })

/** What the clock does next all the same: who closes by hand must not be surprised by it. */
function clockWords(what: string, times: readonly (string | null)[]): string {
  const coming = times.flatMap((at) => (at && Date.parse(at) > Date.now() ? [Date.parse(at)] : []))
  return coming.length === 0 ? '' : `${what} by the clock: ${moment(Math.min(...coming))}.`
}

/** Opens or closes registration now, and offers to undo it. */
export function useHand() {
  const act = useAct()
  return (event: Handled) => {
    const { id, name, state } = event
    const isOpen = state === 'open' || state === 'partly'
    return act(() => set(id, !isOpen), {
      done: isOpen ? `Registration for ${name} is closed` : `Registration for ${name} is open`,
      detail: isOpen
        ? `No choice is taken any more. ${clockWords('It opens again', [event.opensAt, ...event.openings.map((each) => each.opensAt)])}`
        : `People choose from now on. ${clockWords('It closes', [event.closesAt])}`,
      // As it was, clock and classes included: to open it for all would be another thing.
      undo: () => client.patch('/api/training/events/{id}', { path: { id }, body: { hand: event.hand } }),
    })
  }
}

/** Archived events are out of the list; all of theirs stays. */
export const setArchived = ({ id }: Pick<Event, 'id'>, archived: boolean) =>
  client.patch('/api/training/events/{id}', { path: { id }, body: { archived } })
