import type { Answer } from '@atelier/client'
import { IconLink } from '@tabler/icons-react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, CountBadge, Row, Rows } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State, StateIcon } from '../../../ui/state.tsx'
import { Empty, NotFound } from '../../../ui/states.tsx'
import { counted } from '../../../ui/time.tsx'
import { BACK, manages, trailTo, useEvent } from '../event.ts'
import { type Link as Tie, useLinks, useWorkshops, type Workshop } from '../workshops/data.ts'
import { AddLink } from './add-link.tsx'

type Check = Answer<'/api/training/events/{id}/check'>
type Breach = Check['invalid']['items'][number]['breaches'][number]

/** Which workshops go together, and what of it cannot work. */
export default function Rules() {
  const { id, url, event } = useEvent()
  const workshops = useWorkshops(id)
  const links = useLinks(id)
  const check = useData(
    ['event', id, 'check'],
    (signal) => client.read('/api/training/events/{id}/check', { path: { id }, signal }),
    { live: ['training'] },
  )
  return (
    <Ready of={event} thing={`event ${id}`} back={BACK}>
      {(event) =>
        manages(event) ? (
          <>
            <PageHead
              title="Rules"
              trail={trailTo(event, url)}
              state={check.data && <CheckState of={check.data.data} />}
              sentence="Links tie workshops, whichever of the two one chooses first. The server holds people to them."
            />
            <WithSide
              side={
                <Ready of={workshops} what="The workshops">
                  {({ items }) => <AddLink event={id} workshops={items} url={url} />}
                </Ready>
              }
            >
              <Ready of={check} what="The check">
                {(found) => <Found of={found} workshops={workshops.data?.data.items ?? []} url={url} />}
              </Ready>
              <Ready of={links} what="The list of links">
                {({ items }) => <Links event={id} of={items} workshops={workshops.data?.data.items ?? []} />}
              </Ready>
            </WithSide>
          </>
        ) : (
          <NotFound back={BACK} />
        )
      }
    </Ready>
  )
}

function CheckState({ of: { findings, invalid, over } }: { of: Check }) {
  const blocks = findings.filter(({ impossible }) => impossible).length
  if (blocks > 0)
    return (
      <State pill look="failed">
        {counted(blocks, 'thing')} cannot work
      </State>
    )
  const rest = findings.length + invalid.count + over.length
  return rest > 0 ? (
    <State pill look="attention">
      {counted(rest, 'thing')} to look at
    </State>
  ) : (
    <State pill look="done">
      Nothing contradicts
    </State>
  )
}

const titleOf = (workshops: readonly Workshop[], id: number | undefined): string =>
  workshops.find((each) => each.id === id)?.title ?? `workshop ${id}`

interface FoundProps {
  of: Check
  workshops: readonly Workshop[]
  url: string
}

/** What the check has found, and whose choices do not hold any more. */
function Found({ of: { findings, invalid, over }, workshops, url }: FoundProps) {
  return (
    <>
      {findings.length > 0 && (
        <Card flush title="What the check finds" aside={<CountBadge>{findings.length}</CountBadge>}>
          <Rows>
            {findings.map(({ code, impossible, message, workshopIds: [first] }) => (
              <Row
                key={`${code} ${message}`}
                icon={<StateIcon look={impossible ? 'failed' : 'attention'} />}
                title={<span dir="auto">{message}</span>}
                act={
                  first !== undefined && (
                    <Link to={`${url}/workshops/${first}`} aria-label={`Show ${titleOf(workshops, first)}`}>
                      Show
                    </Link>
                  )
                }
              />
            ))}
          </Rows>
        </Card>
      )}
      {over.length > 0 && (
        <Card flush title="More people than seats" aside={<CountBadge>{over.length}</CountBadge>}>
          <Rows>
            {over.map(({ workshopId, seats, registrations }) => (
              <Row
                key={workshopId}
                icon={<StateIcon look="attention" />}
                title={<bdi>{titleOf(workshops, workshopId)}</bdi>}
                note={`${registrations} people, ${counted(seats, 'seat')}. They stay; nobody else gets in.`}
                act={
                  <Link
                    to={`${url}/workshops/${workshopId}`}
                    aria-label={`Show ${titleOf(workshops, workshopId)}`}
                  >
                    Show
                  </Link>
                }
              />
            ))}
          </Rows>
        </Card>
      )}
      {invalid.count > 0 && (
        <Card
          flush
          title="Choices that do not hold any more"
          aside={<CountBadge>{invalid.count}</CountBadge>}
        >
          <Rows>
            {invalid.items.map(({ participantId, fullName, userClass, breaches }) => (
              <Row
                key={participantId}
                icon={<StateIcon look="attention" />}
                title={
                  <>
                    <bdi>{fullName}</bdi> {userClass && <span className="muted">{userClass}</span>}
                  </>
                }
                note={
                  <span dir="auto">{breaches.map((breach) => wordsOf(breach, workshops)).join(' ')}</span>
                }
                act={
                  <Link to={`${url}/participants?id=${participantId}`} aria-label={`Show ${fullName}`}>
                    Show
                  </Link>
                }
              />
            ))}
          </Rows>
        </Card>
      )}
    </>
  )
}

function wordsOf({ rule, workshopId, otherId }: Breach, workshops: readonly Workshop[]): string {
  const [one, two] = [titleOf(workshops, workshopId), titleOf(workshops, otherId)]
  const words: Record<Breach['rule'], string> = {
    full: `${one} is full.`,
    group: `${one} is for another group.`,
    moment: `${one} and ${two} are in one time slot.`,
    inclusive: `${one} is only together with ${two}.`,
    exclusive: `${one} is never together with ${two}.`,
  }
  return words[rule]
}

interface LinksProps {
  event: number
  of: readonly Tie[]
  workshops: readonly Workshop[]
}

function Links({ event, of, workshops }: LinksProps) {
  const act = useAct()
  const remove = ({ id, workshop1Id, workshop2Id, type }: Tie, sentence: string) =>
    act(() => client.delete('/api/training/events/{id}/links/{link}', { path: { id: event, link: id } }), {
      done: 'The link is taken away',
      detail: sentence,
      undo: () =>
        client.post('/api/training/events/{id}/links', {
          path: { id: event },
          body: { workshop1Id, workshop2Id, type },
        }),
    })
  if (of.length === 0)
    return (
      <Card title="Links">
        <Empty icon={<IconLink aria-hidden="true" />} title="No links">
          Every workshop can be combined with every one of another time slot. Link two that belong together,
          or that nobody should have both of.
        </Empty>
      </Card>
    )
  return (
    <Card flush title="Links" aside={<CountBadge>{of.length}</CountBadge>}>
      <Rows>
        {of.map((tie) => {
          const [one, two] = [titleOf(workshops, tie.workshop1Id), titleOf(workshops, tie.workshop2Id)]
          const word = tie.type === 'inclusive' ? 'only together with' : 'never together with'
          return (
            <Row
              key={tie.id}
              title={
                <>
                  <bdi>{one}</bdi> <span className="muted">{word}</span> <bdi>{two}</bdi>
                </>
              }
              act={
                <Button
                  small
                  aria-label={`Take away: ${one} ${word} ${two}`}
                  onClick={() => void remove(tie, `${one} ${word} ${two}`)}
                >
                  Take away
                </Button>
              }
            />
          )
        })}
      </Rows>
    </Card>
  )
}
