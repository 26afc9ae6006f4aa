import type { Answer } from '@atelier/client'
import { Radio } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { useGo, useQueryState } from '../../../ui/link.tsx'
import { type BroughtList, ImportFrame, ListSource, stepOf } from '../../../ui/list-source.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { count, Time } from '../../../ui/time.tsx'
import { type Event, trailTo } from '../event.ts'
import { Managed } from '../managed.tsx'
import { tellBack } from './lost.ts'
import { type Mode, type Preview, PreviewStep } from './preview-step.tsx'
import { lettersOf } from './selection.ts'

type Done = Answer<'/api/training/events/{id}/participants/import', 'post'>

const MOST_BYTES = 5_900_000

/** Brings a list of people in: paste or choose it, look at what each line does, then do it. */
export default function ImportParticipants() {
  return <Managed>{(event, url) => <Wizard event={event} url={url} />}</Managed>
}

function Wizard({ event, url }: { event: Event; url: string }) {
  const [query] = useQueryState()
  const go = useGo()
  const [list, setList] = useState<BroughtList>({ text: '' })
  const [mode, setMode] = useState<Mode>('update')
  const [preview, setPreview] = useState<Preview>()
  const [done, setDone] = useState<Done>()
  const here = `${url}/participants/import`
  const step =
    done && query.step === 'done' ? 'done' : preview && query.step === 'preview' ? 'preview' : 'list'
  const body = (wanted: BroughtList, how: Mode) => ({
    mode: how,
    ...(wanted.file === undefined ? { text: wanted.text ?? '' } : { file: wanted.file }),
  })
  const path = { id: event.id }
  const look = async (wanted: BroughtList, how: Mode) => {
    setPreview(
      await client.post('/api/training/events/{id}/participants/preview', { path, body: body(wanted, how) }),
    )
    setMode(how)
  }
  return (
    <ImportFrame
      title="Import participants"
      trail={[...trailTo(event, url), { label: 'Participants', to: `${url}/participants` }]}
      here={here}
      now={step}
      isPreviewed={preview !== undefined}
      isDone={done !== undefined}
      last="Done"
    >
      {step === 'list' && (
        <ListStep
          event={event}
          list={list}
          setList={setList}
          mode={mode}
          setMode={setMode}
          look={async (wanted) => {
            await look(wanted, mode)
            go(stepOf(here, 'preview'))
          }}
          back={`${url}/participants`}
        />
      )}
      {step === 'preview' && preview && (
        <PreviewStep
          name={list.name}
          mode={mode}
          preview={preview}
          again={(how) => look(list, how)}
          back={here}
          run={async () => {
            setDone(
              await client.post('/api/training/events/{id}/participants/import', {
                path,
                body: body(list, mode),
              }),
            )
            forget(event.id)
            go(stepOf(here, 'done'), { replace: true })
          }}
        />
      )}
      {step === 'done' && done && <DoneStep event={event} done={done} url={url} />}
    </ImportFrame>
  )
}

interface ListStepProps {
  event: Event
  list: BroughtList
  setList: (list: BroughtList) => void
  mode: Mode
  setMode: (mode: Mode) => void
  look: (list: BroughtList) => Promise<void>
  back: string
}

function ListStep({ event, mode, setMode, ...rest }: ListStepProps) {
  return (
    <WithSide
      side={
        <>
          <Card title="What a line holds">
            <div className="stack-small small">
              <p>Name, class, group, key, e-mail, language: the name is needed, the rest may stay empty.</p>
              <p className="mono">
                Name;Class;Group;Key
                <br />
                Ann Peeters;4A;app;
              </p>
              <p>
                With names of columns they stand in any order, in English or Dutch; without, as above. Commas,
                semicolons and tabs separate. A key that is left empty is made.
              </p>
              <p>
                <a className="link" download href={`/api/training/events/${event.id}/files/startbestand.csv`}>
                  An empty list to begin with
                </a>
              </p>
            </div>
          </Card>
          <LastImport event={event} />
        </>
      }
    >
      <ListSource
        label="People, one a line"
        description="Paste them from a spreadsheet, or choose a file of Excel or CSV; up to 20,000 lines."
        fileKind="a file"
        accept=".xlsx,.csv,.txt,.tsv,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        mostBytes={MOST_BYTES}
        empty="Paste at least one name, or choose a file."
        {...rest}
      >
        <Radio.Group
          label="Those who are on the list already"
          value={mode}
          onChange={(how) => setMode(how as Mode)}
        >
          <div className="stack-small">
            <Radio value="update" label="Keep everybody: add who is new, change who is different" />
            <Radio
              value="replace"
              label="Replace the list: who is not in this one goes, with what they chose"
            />
          </div>
        </Radio.Group>
      </ListSource>
    </WithSide>
  )
}

/** No page of the event is open here that would hear of the change: what they knew is old. */
const forget = (id: number) => void queries.invalidateQueries({ queryKey: ['event', id] })

/** Asks first: those who were added may have chosen since. */
function TakeBackDialog({
  event,
  id,
  onClose,
  done,
}: {
  event: Event
  id: number
  onClose: () => void
  done?: () => void
}) {
  const run = async () => {
    const { lost } = await client.post('/api/training/imports/{id}/undo', { path: { id } })
    forget(event.id)
    tellBack('The import is taken back', lost)
    done?.()
  }
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Take the last import into ${event.name} back?`}
      act="Take the import back"
      keep="Keep it"
      run={run}
    >
      <p>
        Who was added goes, with what they have chosen since. Who was changed or removed is as before, with
        their choices where seats are free.
      </p>
    </ConfirmDialog>
  )
}

/** What was brought in last, and the way back. */
function LastImport({ event }: { event: Event }) {
  const [isAsking, setAsking] = useState(false)
  const last = useData(
    ['event', event.id, 'last-import'],
    (signal) => client.read('/api/training/events/{id}/last-import', { path: { id: event.id }, signal }),
    { live: ['training.participants', 'training.import'] },
  )
  const found = last.data?.data
  if (!found || found.id === null || found.at === null) return null
  const id = found.id
  return (
    <Card title="The last import">
      <div className="stack-small">
        <p className="small">
          <Time at={found.at} />: {count(found.added)} added, {count(found.changed)} changed,{' '}
          {count(found.removed)} removed.
        </p>
        <div>
          <Button small onClick={() => setAsking(true)}>
            Take it back
          </Button>
        </div>
        <p className="caption">
          Possible until <Time at={found.until} />.
        </p>
      </div>
      {isAsking && <TakeBackDialog event={event} id={id} onClose={() => setAsking(false)} />}
    </Card>
  )
}

function DoneStep({ event, done, url }: { event: Event; done: Done; url: string }) {
  const go = useGo()
  const [isAsking, setAsking] = useState(false)
  const { importId, added, changed, removed } = done
  return (
    <Card>
      <div className="stack-small">
        <State look="done">
          {importId === null
            ? 'Everything was as the list says already'
            : [
                `${count(added)} added`,
                changed > 0 && `${count(changed)} changed`,
                removed > 0 && `${count(removed)} removed`,
              ]
                .filter(Boolean)
                .join(', ')}
        </State>
        {added > 0 && (
          <Hint look="done">Each of the new ones has a key. Print the letters and hand them out.</Hint>
        )}
        <div className="line">
          <Button look="filled" to={`${url}/participants`}>
            See the list
          </Button>
          <Button download={lettersOf(event.id, { all: true })}>Print all letters</Button>
          {importId !== null && (
            <Button look="quiet" onClick={() => setAsking(true)}>
              Undo the import
            </Button>
          )}
        </div>
        <p className="caption">It can be taken back for 14 days, as long as no later list was brought in.</p>
      </div>
      {isAsking && importId !== null && (
        <TakeBackDialog
          event={event}
          id={importId}
          onClose={() => setAsking(false)}
          done={() => go(`${url}/participants`)}
        />
      )}
    </Card>
  )
}
