import { Refusal } from '@atelier/client'
import { retry } from './choosing.ts'
import { client, desk, hearSeats, isForNow, load, loadSoon, RETRY_MS, refuse, set, show } from './desk.ts'
import { keep, readKept } from './kept.ts'
import { follow } from './live.ts'
import { type Me, settledIds } from './rules.ts'

/** What the browser tells of: a code that is scanned while the page is open, a connection that is back, a page that is looked at again. */
export function watch(): void {
  window.addEventListener('hashchange', () => {
    if (keyOfAddress() !== null) void start()
  })
  window.addEventListener('online', () => void retry())
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && desk.get().me) void load()
  })
}

const keyOfAddress = (): string | null => new URLSearchParams(location.hash.slice(1)).get('k')

/** Opens the page: by the key of a scanned code, which is out of the address at once, or as whoever was here before. */
export async function start(key = keyOfAddress()): Promise<void> {
  if (key !== null) {
    history.replaceState(null, '', location.pathname)
    if (await signIn(key)) return
  }
  const event = eventOfAddress()
  try {
    const me = await client.get('/api/training/join/me')
    // A letter of another event in the hands of somebody who is signed in here: they type its key.
    if (key === null && (event === undefined || me.event.id === event)) return enter(me)
  } catch (error) {
    if (isForNow(error)) return later(() => start(key))
    if (!(error instanceof Refusal)) throw error
  }
  await askForKey(event)
}

const eventOfAddress = (): number | undefined => {
  const [, id] = /^\/app\/join\/(\d{1,15})\/?$/.exec(location.pathname) ?? []
  return id === undefined ? undefined : Number(id)
}

async function askForKey(id: number | undefined): Promise<void> {
  if (id === undefined) return set({ screen: 'key' })
  try {
    const event = await client.get('/api/training/join/events/{id}', { path: { id } })
    set({ screen: 'key', event, offset: Date.parse(event.now) - Date.now() })
  } catch (error) {
    if (isForNow(error)) return later(() => askForKey(id))
    if (!(error instanceof Refusal)) throw error
    set({ screen: error.status === 404 ? 'missing' : 'key' })
  }
}

function later(work: () => Promise<void>): void {
  set({ screen: 'unreachable' })
  setTimeout(() => void work(), RETRY_MS)
}

/** Whether the key was right; what is wrong with it stands in the note. */
export async function signIn(key: string): Promise<boolean> {
  try {
    const { eventId } = await client.post('/api/training/join/sign-in', { body: { key } })
    history.replaceState(null, '', `/app/join/${eventId}`)
    enter(await client.get('/api/training/join/me'))
    return true
  } catch (error) {
    refuse(error)
    return false
  }
}

export async function signOut(): Promise<void> {
  const { me } = desk.get()
  if (me) keep(me.participant.id, undefined)
  await client.post('/api/training/join/sign-out')
  location.assign(location.pathname)
}

/** Shows somebody's event. What they had begun to choose is there again; what was not answered is sent again. */
function enter(me: Me): void {
  const kept = readKept(me.participant.id)
  desk.set(({ note: _, ...now }) => ({
    ...now,
    draft: kept?.draft ?? settledIds(me),
    pending: kept?.pending ?? null,
  }))
  show(me)
  follow(me.event.id, {
    seats: hearSeats,
    changed: loadSoon,
    isConnected: (isFollowing) => {
      if (isFollowing !== desk.get().isFollowing) set({ isFollowing })
    },
  })
  if (kept?.pending) void retry()
}
