import { IconHeart, IconScale } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Figures } from '../../../ui/facts.tsx'
import { Link } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty } from '../../../ui/states.tsx'
import { count, counted, Time } from '../../../ui/time.tsx'
import { type Event, trailTo, useAgainAt } from '../event.ts'
import { Managed } from '../managed.tsx'
import { whenOf } from '../overview/words.ts'
import { Wishers } from './people.tsx'
import { Popularity, WishedByClass } from './popularity.tsx'
import { StartDialog } from './start-dialog.tsx'
import { type DistributionItem, LIVE, STATES, shortly, type Wishes } from './words.ts'

/** What people wish, and the distributions that were made of it. */
export default function WishesPage() {
  return <Managed>{(event, url) => <Page event={event} url={url} />}</Managed>
}

function Page({ event, url }: { event: Event; url: string }) {
  const { id } = event
  const [isStarting, setStarting] = useState(false)
  const wishes = useData(
    ['event', id, 'wishes'],
    (signal) => client.read('/api/training/events/{id}/wishes', { path: { id }, signal }),
    {
      live: [
        'training.wishes',
        'training.event',
        'training.workshop',
        'training.workshops',
        'training.participants',
      ],
    },
  )
  useAgainAt([event.wishesUntil], () => void wishes.refetch())
  const made = useData(
    ['event', id, 'allocations'],
    (signal) =>
      client.read('/api/training/events/{id}/allocations', { path: { id }, query: { limit: 20 }, signal }),
    { live: LIVE },
  )
  const found = wishes.data?.data
  const distributions = made.data?.data.items ?? []
  const isRunning = distributions.some(({ state }) => state === 'running')
  const hasDraft = distributions.some(({ state }) => state === 'draft')
  const canStart = event.mode === 'wishes' && found !== undefined && wishedOf(found) > 0 && !isRunning
  return (
    <>
      <PageHead
        title="Wishes"
        trail={trailTo(event, url)}
        state={found && <Pill of={found} />}
        sentence={found && sentenceOf(event, found)}
        acts={
          canStart && (
            <Button
              look={hasDraft ? 'plain' : 'filled'}
              icon={<IconScale aria-hidden="true" />}
              onClick={() => setStarting(true)}
            >
              Distribute
            </Button>
          )
        }
      />
      {distributions.length > 0 && <Distributions of={distributions} url={url} />}
      <Ready of={wishes} what="The wishes">
        {(found) =>
          found.mode === 'choice' && distributions.length === 0 ? (
            <NoWishes url={url} />
          ) : (
            <Board of={found} event={event} url={url} />
          )
        }
      </Ready>
      {isStarting && (
        <StartDialog
          event={id}
          url={url}
          isWishing={found?.open ?? false}
          onClose={() => setStarting(false)}
        />
      )}
    </>
  )
}

const wishedOf = ({ people: { partial, complete } }: Wishes): number => partial + complete

function Pill({ of: { mode, open } }: { of: Wishes }) {
  if (mode === 'choice') return undefined
  return (
    <State pill look={open ? 'open' : 'stopped'}>
      {open ? 'People can wish' : 'Wishing closed'}
    </State>
  )
}

function sentenceOf(event: Event, found: Wishes): string {
  if (found.mode === 'choice') return 'At this event people choose workshops, first come, first served.'
  const all = wishedOf(found) + found.people.none
  const what = `${count(wishedOf(found))} of ${counted(all, 'person has', 'people have')} wished; up to ${counted(found.most, 'wish', 'wishes')} for each time slot.`
  return [what, whenOf(event, Date.now())].filter(Boolean).join(' ')
}

function NoWishes({ url }: { url: string }) {
  return (
    <Empty
      icon={<IconHeart aria-hidden="true" />}
      title="No wishes at this event"
      acts={
        <Button look="tint" to={`${url}/settings`}>
          Let people wish
        </Button>
      }
    >
      Instead of first come, first served, people can rank what they would like. Atelier then finds the
      distribution in which most of them get what they wished.
    </Empty>
  )
}

function Distributions({ of, url }: { of: readonly DistributionItem[]; url: string }) {
  const shown = of.filter(({ state }) => state !== 'discarded')
  if (shown.length === 0) return null
  return (
    <Card title="Distributions" flush>
      <Rows>
        {shown.map((item) => {
          const { look, word } = STATES[item.state]
          const to = `${url}/wishes/${item.id}`
          return (
            <Row
              key={item.id}
              icon={<State look={look}>{word}</State>}
              title={<Link to={to}>{`Distribution ${item.id}`}</Link>}
              note={item.all ? shortly(item.all) : (item.error ?? 'The best one is being looked for')}
              act={<Time at={item.createdAt} />}
            />
          )
        })}
      </Rows>
    </Card>
  )
}

function Board({ of: found, event, url }: { of: Wishes; event: Event; url: string }) {
  const { none, partial, complete } = found.people
  const all = none + partial + complete
  const wanted = found.workshops.reduce((sum, { ranks }) => sum + (ranks[0] ?? 0), 0)
  const seats = found.workshops.reduce((sum, each) => sum + each.seats, 0)
  const over = found.workshops.filter(({ ranks, seats: its }) => (ranks[0] ?? 0) > its).length
  return (
    <div className="stack">
      <Figures
        of={[
          {
            name: 'Wished for every time slot',
            value: count(complete),
            note: `of ${counted(all, 'person', 'people')}`,
          },
          {
            name: 'Wished for some',
            value: count(partial),
            note: `at least ${found.least} for each are asked for`,
          },
          { name: 'Not yet', value: count(none), note: none === 0 ? 'everybody has' : 'wished nothing' },
          { name: 'First wishes', value: count(wanted), note: `for ${count(seats)} seats` },
          { name: 'Wished too often', value: count(over), note: 'have more first wishes than seats' },
        ]}
      />
      <Popularity of={found} url={url} />
      {found.classes.length > 1 && <WishedByClass of={found} />}
      <Wishers event={event} wishes={found} />
    </div>
  )
}
