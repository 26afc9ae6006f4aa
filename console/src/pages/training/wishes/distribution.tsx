import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Figures } from '../../../ui/facts.tsx'
import { useGo, useParam } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { count, counted, Time } from '../../../ui/time.tsx'
import { type Event, trailTo } from '../event.ts'
import { Managed } from '../managed.tsx'
import { Compared } from './compared.tsx'
import { Faults } from './faults.tsx'
import { Progress } from './progress.tsx'
import { PublishDialog } from './publish-dialog.tsx'
import { WhoGotWhich, WhoSits } from './quality.tsx'
import { Seats } from './seats.tsx'
import { StartDialog } from './start-dialog.tsx'
import { type Distribution, LIVE, percent, proofOf, STATES, type Wishes, wishedPlaces } from './words.ts'

/** One distribution of wishes: how good it is, who sits where, and what an organiser makes of it. */
export default function DistributionPage() {
  return <Managed>{(event, url) => <Loaded event={event} url={url} />}</Managed>
}

function Loaded({ event, url }: { event: Event; url: string }) {
  const id = Number(useParam('allocation'))
  const found = useData(
    ['allocation', id],
    (signal) => client.read('/api/training/allocations/{id}', { path: { id }, signal }),
    { live: [...LIVE, 'training.wishes', 'training.workshop', 'training.workshops', 'training.links'] },
  )
  const wishes = useData(
    ['event', event.id, 'wishes'],
    (signal) => client.read('/api/training/events/{id}/wishes', { path: { id: event.id }, signal }),
    { live: ['training.event', 'training.workshop', 'training.workshops'] },
  )
  return (
    <Ready of={found} thing={`distribution ${id}`} back={{ label: 'Wishes', to: `${url}/wishes` }}>
      {(found) => (
        <Ready of={wishes} what="The workshops">
          {(wishes) => <Page of={found} event={event} wishes={wishes} url={url} />}
        </Ready>
      )}
    </Ready>
  )
}

interface PageProps {
  of: Distribution
  event: Event
  wishes: Wishes
  url: string
}

function Page({ of: found, event, wishes, url }: PageProps) {
  const [open, setOpen] = useState<'publish' | 'again' | 'discard' | null>(null)
  const { look, word } = STATES[found.state]
  const close = () => setOpen(null)
  return (
    <>
      <PageHead
        title={`Distribution ${found.id}`}
        trail={[...trailTo(event, url), { label: 'Wishes', to: `${url}/wishes` }]}
        state={
          <State pill look={look}>
            {word}
          </State>
        }
        sentence={<Sentence of={found} />}
        acts={<Acts of={found} onOpen={setOpen} />}
      />
      {found.state === 'running' && <Progress of={found} onCancel={() => setOpen('discard')} />}
      {found.state === 'failed' && <Hint look="failed">{found.error}</Hint>}
      {found.changed.length > 0 && (
        <Hint
          act={
            <Button small onClick={() => setOpen('again')}>
              Compute again
            </Button>
          }
        >
          Since this was computed, there were changes of: {found.changed.join(', ')}. It cannot be published
          as it is.
        </Hint>
      )}
      {found.all && <Result of={found} all={found.all} event={event} wishes={wishes} />}
      {open === 'publish' && <PublishDialog of={found} onClose={close} />}
      {open === 'again' && (
        <StartDialog event={event.id} url={url} isWishing={wishes.open} keep={found.id} onClose={close} />
      )}
      {open === 'discard' && <Discard of={found} url={url} onClose={close} />}
    </>
  )
}

function Sentence({ of: found }: { of: Distribution }) {
  if (found.state === 'running')
    return (
      <>
        Asked for <Time at={found.createdAt} />.
      </>
    )
  if (found.state === 'failed' || found.optimal === null) return undefined
  return (
    <>
      {proofOf(found)}{' '}
      {found.publishedAt ? (
        <>
          Published <Time at={found.publishedAt} />.
        </>
      ) : (
        'Nobody but the managers of this event sees it.'
      )}
    </>
  )
}

function Acts({
  of: found,
  onOpen,
}: {
  of: Distribution
  onOpen: (what: 'publish' | 'again' | 'discard') => void
}) {
  const act = useAct()
  if (found.state === 'published')
    return (
      <Button
        onClick={() =>
          void act(() => client.post('/api/training/allocations/{id}/undo', { path: { id: found.id } }), {
            done: 'It is a draft again',
            detail: 'Registrations are as they were before.',
          })
        }
      >
        Take it back
      </Button>
    )
  if (found.state !== 'draft') return undefined
  return (
    <>
      <Menu
        label="More acts"
        items={[{ label: 'Put it away', danger: true, run: () => onOpen('discard') }]}
      />
      <Button onClick={() => onOpen('again')}>Compute again</Button>
      <Button
        look="filled"
        {...(found.changed.length > 0 && { why: 'The event has changed since' })}
        onClick={() => onOpen('publish')}
      >
        Publish
      </Button>
    </>
  )
}

function Discard({
  of: { id, state },
  url,
  onClose,
}: {
  of: Distribution
  url: string
  onClose: () => void
}) {
  const go = useGo()
  const isRunning = state === 'running'
  return (
    <ConfirmDialog
      title={isRunning ? 'Cancel the distribution?' : `Put distribution ${id} away?`}
      isOpen
      onClose={onClose}
      act={isRunning ? 'Cancel it' : 'Put it away'}
      keep={isRunning ? 'Let it run' : 'Keep'}
      run={async () => {
        await client.post('/api/training/allocations/{id}/discard', { path: { id } })
        await queries.invalidateQueries({ queryKey: ['allocation', id] })
        go(`${url}/wishes`)
      }}
    >
      <p>
        All wishes stay.{' '}
        {isRunning ? 'What was found so far is lost.' : 'What you changed by hand goes with it.'}
      </p>
    </ConfirmDialog>
  )
}

function Result({
  of: found,
  all,
  event,
  wishes,
}: {
  of: Distribution
  all: NonNullable<Distribution['all']>
  event: Event
  wishes: Wishes
}) {
  const places = wishedPlaces(all)
  const [first = 0, ...later] = all.ranks
  const granted = later.reduce((sum, n) => sum + n, first)
  return (
    <div className="stack">
      <Figures
        of={[
          {
            name: '1st wish',
            value: percent(first, places),
            note: `${count(first)} of ${count(places)} places`,
          },
          {
            name: 'Any wish',
            value: percent(granted, places),
            note: `${count(granted)} of ${count(places)} places`,
          },
          { name: 'Not wished', value: count(all.other), note: 'got another workshop' },
          { name: 'Nothing', value: count(all.none), note: 'wished, and have no place' },
          {
            name: 'None of their wishes',
            value: count(all.without),
            note: `of ${counted(all.people, 'person', 'people')}, at no time slot`,
          },
        ]}
      />
      <Faults of={found} wishes={wishes} />
      <WhoGotWhich of={found} />
      <WhoSits of={found} wishes={wishes} />
      {found.state === 'draft' && <Compared of={found} event={event.id} />}
      <Seats of={found} wishes={wishes} />
    </div>
  )
}
