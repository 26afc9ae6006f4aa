import type { HomePart, Need, Running } from '../../../kernel/home/home.ts'
import type { ListedEvent } from '../events/event-list.ts'
import { eventPage } from '../overview/search.ts'
import type { Db } from '../tables.ts'
import { SERVICE } from '../training.ts'

/** What runs and what waits for somebody at events whose people rank wishes. */
export async function wishesAtHome(
  db: Db,
  run: readonly ListedEvent[],
  now: number,
): Promise<Required<Pick<HomePart, 'needs' | 'running'>>> {
  const allocations = await allocationsOf(db, run)
  return {
    needs: allocations.flatMap((each) => needOf(each, now)),
    running: allocations.flatMap(distributing),
  }
}

interface Allocation {
  event: ListedEvent
  id: number
  state: string | undefined
  createdAt: number
}

/** Events whose people wish, each with its newest distribution that is neither published nor thrown away. */
async function allocationsOf(db: Db, run: readonly ListedEvent[]): Promise<Allocation[]> {
  const withWishes = run.filter(({ row }) => row.mode === 'wishes')
  if (withWishes.length === 0) return []
  const rows = await db
    .selectFrom('training_allocation')
    .select(['id', 'event_id', 'state', 'created_at'])
    .where(
      'event_id',
      'in',
      withWishes.map(({ id }) => id),
    )
    .where('state', 'not in', ['published', 'discarded'])
    .orderBy('id')
    .limit(1_000)
    .execute()
  const last = new Map(rows.map((row) => [row.event_id, row]))
  return withWishes.map((event) => {
    const found = last.get(event.id)
    return {
      event,
      id: found?.id ?? 0,
      state: found?.state,
      createdAt: found?.created_at ?? 0,
    }
  })
}

function distributing({ event, id, state, createdAt }: Allocation): Running[] {
  if (state !== 'running') return []
  return [
    {
      key: `allocation:${id}`,
      service: SERVICE,
      title: `${event.row.name}: wishes are distributed`,
      text: 'The best distribution is being computed',
      look: 'running',
      state: 'Running',
      done: null,
      since: createdAt,
      href: eventPage(event.id, '/wishes'),
    },
  ]
}

function needOf({ event, state }: Allocation, now: number): Need[] {
  const about = { service: SERVICE, href: eventPage(event.id, '/wishes'), key: `wishes:${event.id}` }
  if (state === 'failed')
    return [
      {
        ...about,
        title: 'The distribution of wishes failed',
        text: `${event.row.name}: all wishes are kept.`,
        look: 'failed',
        act: 'Read why',
      },
    ]
  if (state === 'draft')
    return [
      {
        ...about,
        title: 'A distribution of wishes waits to be published',
        text: `${event.row.name}: until then nobody knows their workshops.`,
        look: 'attention',
        act: 'Look',
      },
    ]
  const { wishes_until: until, name } = event.row
  if (state === undefined && until !== null && until <= now && event.counts.participants > 0)
    return [
      {
        ...about,
        title: 'Wishes have ended',
        text: `${name}: distribute them, look at the result, and publish it.`,
        look: 'attention',
        act: 'Distribute',
      },
    ]
  return []
}
