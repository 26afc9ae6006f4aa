import { Refusal } from '@atelier/client'
import {
  client,
  desk,
  groundOf,
  isForNow,
  keepDraft,
  load,
  loadSoon,
  type Note,
  RETRY_MS,
  refuse,
  set,
} from './desk.ts'
import type { Pending } from './kept.ts'
import { ranksAt, settledIds, toggle, workshopOf } from './rules.ts'

/** A tap on a card. */
export function tap(id: number): void {
  const now = desk.get()
  const done = toggle(groundOf(now), now.draft, id)
  const isNews = done.with.length > 0 || done.gone.length > 0
  desk.set(({ note: _, ...rest }) => ({
    ...rest,
    draft: done.draft,
    ...(isNews && { note: { kind: 'moved', with: done.with, gone: done.gone } }),
  }))
  keepDraft()
}

function setWishes(draft: number[]): void {
  desk.set(({ note: _, ...rest }) => ({ ...rest, draft }))
  keepDraft()
}

/** A tap on a wish: it becomes the last of its time slot, or none. */
export function tapWish(id: number): void {
  const { draft } = desk.get()
  setWishes(draft.includes(id) ? draft.filter((each) => each !== id) : [...draft, id])
}

/** Puts a wish before or behind its neighbour of the same time slot. */
export function moveWish(id: number, by: 1 | -1): void {
  const { me, draft } = desk.get()
  const moment = me && workshopOf(me, id)?.moment
  if (!me || moment === undefined) return
  const ranked = ranksAt(me, draft, moment)
  const other = ranked[ranked.indexOf(id) + by]
  if (other === undefined) return
  setWishes(draft.map((each) => (each === id ? other : each === other ? id : each)))
}

/** Sends the draft as the whole new choice. */
export function confirm(): Promise<void> {
  const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join('-')
  set({ pending: { key, workshopIds: [...desk.get().draft] } })
  keepDraft()
  return retry()
}

/** Sends what is not answered yet, under its key, until there is an answer. */
export async function retry(): Promise<void> {
  const { pending, phase } = desk.get()
  if (!pending || phase === 'sending') return
  set({ phase: 'sending' })
  try {
    await settle(await send(pending))
  } catch (error) {
    if (isForNow(error)) {
      set({ phase: error instanceof Refusal ? 'failing' : 'lost' })
      setTimeout(() => void retry(), RETRY_MS)
    } else if (error instanceof Refusal) {
      await settle({ kind: 'refused', code: error.code, detail: error.message })
    } else throw error
  }
}

async function send({ key, workshopIds }: Pending): Promise<Note> {
  const { me } = desk.get()
  if (!me || me.event.mode === 'choice') {
    const sent = await client.put('/api/training/join/me/choice', { body: { workshopIds }, key })
    take(sent.workshopIds)
    return { kind: 'done' }
  }
  const wishes = me.moments.flatMap(({ moment }) =>
    ranksAt(me, workshopIds, moment).map((workshopId, i) => ({ workshopId, rank: i + 1 })),
  )
  await client.put('/api/training/join/me/wishes', { body: { wishes } })
  set({ me: { ...me, ranked: wishes } })
  return { kind: 'wishes-sent' }
}

/** What is confirmed now, before all of it is loaded again. */
function take(ids: readonly number[]): void {
  const { me } = desk.get()
  if (!me) return
  const placeOf = (workshopId: number) =>
    me.choice.find((place) => place.workshopId === workshopId) ?? {
      ...{ workshopId, chosenAt: null, fixed: false, byOrganiser: false },
    }
  set({ me: { ...me, choice: ids.map(placeOf) } })
}

/** There is an answer. After a success the rest is loaded in a moment: a thousand may have confirmed in the same second. */
async function settle(note: Note): Promise<void> {
  set({ pending: null })
  if (note.kind === 'refused') {
    await load()
    set({ phase: 'still', note })
  } else {
    set({ phase: 'still' })
    follow(note)
    loadSoon()
  }
  keepDraft()
}

/** The draft is what is confirmed; a choice shows as the timetable that it makes. */
function follow(note: Note): void {
  const { me, draft } = desk.get()
  set({ note, draft: me ? settledIds(me) : draft })
  if (note.kind === 'done') location.hash = ''
}

/** An act that is answered at once or refused: lists and offers. */
async function act(work: () => Promise<unknown>): Promise<boolean> {
  const isDone = await work().then(
    () => true,
    (error) => {
      refuse(error)
      return false
    },
  )
  if (isDone) desk.set(({ note: _, ...now }) => now)
  await load()
  return isDone
}

export const joinList = (id: number, swap: boolean) =>
  act(() => client.post('/api/training/join/me/waiting/{id}', { path: { id }, body: { swap } }))

export const leaveList = (id: number) =>
  act(() => client.delete('/api/training/join/me/waiting/{id}', { path: { id } }))

/** Takes the seat that is kept, and gives back what is named beside it. */
export async function takeOffer(id: number): Promise<void> {
  const body = { swap: true }
  if (!(await act(() => client.post('/api/training/join/me/offers/{id}/accept', { path: { id }, body }))))
    return
  follow({ kind: 'done' })
  keepDraft()
}

export const declineOffer = (id: number) =>
  act(() => client.post('/api/training/join/me/offers/{id}/decline', { path: { id } }))
