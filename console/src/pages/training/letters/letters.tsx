import { NativeSelect } from '@mantine/core'
import { IconCertificate, IconFileSpreadsheet, IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { Hint } from '../../../ui/states.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { type Event, trailTo } from '../event.ts'
import { Managed } from '../managed.tsx'
import { lettersOf } from '../participants/selection.ts'

const LISTS = [
  { name: 'classes', title: 'By class', note: 'For each class who chose what, a page each' },
  { name: 'timetables', title: 'Timetables', note: 'For each participant when and where to be' },
  { name: 'doors', title: 'Door lists', note: 'For each workshop who comes, with a box to tick' },
  { name: 'attendance', title: 'Attendance', note: 'For each workshop who was there, and who was missing' },
  { name: 'registrations', title: 'Registrations', note: 'Every choice, when and how it was made' },
] as const

/** What is printed and taken away: letters with keys, lists, workbooks, and the people as a file. */
export default function Letters() {
  return <Managed>{(event, url) => <Page event={event} url={url} />}</Managed>
}

function Page({ event, url }: { event: Event; url: string }) {
  return (
    <>
      <PageHead
        title="Letters and lists"
        trail={trailTo(event, url)}
        sentence={`${counted(event.participants, 'participant')}, ${counted(event.workshops, 'workshop')}. Every file is as of the moment in which you take it.`}
        acts={
          event.participants > 0 && (
            <Button
              look="filled"
              icon={<IconPrinter aria-hidden="true" />}
              download={lettersOf(event.id, { all: true })}
            >
              Print all {count(event.participants)} letters
            </Button>
          )
        }
      />
      <WithSide side={<PeopleFiles event={event} />}>
        <KeyLetters event={event} url={url} />
        <Lists event={event} />
      </WithSide>
    </>
  )
}

function KeyLetters({ event, url }: { event: Event; url: string }) {
  const [name, setName] = useState('')
  const people = useData(
    ['event', event.id, 'classes'],
    (signal) =>
      client.read('/api/training/events/{id}/participants', {
        path: { id: event.id },
        query: { limit: 1 },
        signal,
      }),
    { live: ['training.participant', 'training.participants', 'training.import'] },
  )
  return (
    <Card title="Letters with keys">
      <Ready of={people} what="The list of classes">
        {({ classes, counts }) =>
          event.participants === 0 ? (
            <Hint
              act={
                <Button small to={`${url}/participants/import`}>
                  Import a list
                </Button>
              }
            >
              Nobody is on the list yet, so there is nothing to print.
            </Hint>
          ) : (
            <div className="stack-small">
              <Leads to={event.joinAddress} />
              <p className="small">
                A slip each with name, key, address and a code that signs in; eight on a page, with lines to
                cut along, by class and name. Whoever has a slip chooses for its name.
              </p>
              <div className="line">
                <NativeSelect
                  aria-label="Class"
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                  data={[
                    { value: '', label: 'Choose a class' },
                    ...classes
                      .filter(({ value }) => value !== '')
                      .map(({ value, count }) => ({ value, label: `${value} (${count})` })),
                  ]}
                />
                {name !== '' && <Button download={lettersOf(event.id, { class: name })}>Print {name}</Button>}
                {counts.neverSignedIn > 0 && counts.neverSignedIn < event.participants && (
                  <Button download={lettersOf(event.id, { signedIn: false })}>
                    Print {count(counts.neverSignedIn)} who never signed in
                  </Button>
                )}
                <Button look="quiet" to={`${url}/participants`}>
                  Choose people
                </Button>
              </div>
            </div>
          )
        }
      </Ready>
    </Card>
  )
}

/** Who prints hundreds of letters should know that phones find what is on them. */
function Leads({ to }: { to: string }) {
  if (new URL(to).host === window.location.host)
    return <p className="small">The codes on them lead to {to}.</p>
  return (
    <Hint>
      The codes on them lead to {to}, and you are at {window.location.origin}. When phones cannot reach that
      address, an administrator has to set the one that people use (Operate, Settings) before you print.
    </Hint>
  )
}

function Lists({ event }: { event: Event }) {
  const list = (name: string, format: string) => `/api/training/events/${event.id}/lists/${name}/${format}`
  return (
    <Card title="Lists" flush>
      <Rows>
        <Row
          icon={<IconFileSpreadsheet aria-hidden="true" />}
          title="Workbook"
          note="A worksheet for each workshop with names and classes"
          act={
            <Button small download={`/api/training/events/${event.id}/workbook.xlsx`}>
              Excel
            </Button>
          }
        />
        <Row
          icon={<IconCertificate aria-hidden="true" />}
          title="Certificates"
          note="For each participant who was there a page of what they took part in"
          act={
            <Button
              small
              download={`/api/training/events/${event.id}/certificates.pdf`}
              aria-label="Print certificates"
            >
              Print
            </Button>
          }
        />
        {LISTS.map(({ name, title, note }) => (
          <Row
            key={name}
            icon={<IconPrinter aria-hidden="true" />}
            title={title}
            note={note}
            act={
              <div className="line">
                {name !== 'registrations' && (
                  <Button small download={list(name, 'pdf')} aria-label={`Print ${title.toLowerCase()}`}>
                    Print
                  </Button>
                )}
                <Button small look="quiet" download={list(name, 'xlsx')} aria-label={`${title} as Excel`}>
                  Excel
                </Button>
                <Button small look="quiet" download={list(name, 'csv')} aria-label={`${title} as CSV`}>
                  CSV
                </Button>
              </div>
            }
          />
        ))}
      </Rows>
    </Card>
  )
}

/** The people as files that come back by an import; they hold the keys. */
function PeopleFiles({ event }: { event: Event }) {
  const file = (name: string) => `/api/training/events/${event.id}/files/${name}`
  const take = (address: string) => () => window.location.assign(address)
  return (
    <Card title="The list of people">
      <div className="stack-small">
        <p className="small">
          Names, classes, groups, keys and addresses, to change in a spreadsheet and import again.
          Everybody&apos;s key is in it: keep it as you keep keys.
        </p>
        <div className="line">
          <Button download={file('participants.csv?bom=true')}>For Excel</Button>
          <Button download={file('participants.csv')}>Plain CSV</Button>
          <Menu
            label="More files of people"
            framed
            items={[
              { label: 'studenten.csv, as the old client', run: take(file('studenten.csv')) },
              { label: 'startbestand.csv, to begin with', run: take(file('startbestand.csv')) },
            ]}
          />
        </div>
        <p className="caption">That somebody took it is in the journal.</p>
      </div>
    </Card>
  )
}
