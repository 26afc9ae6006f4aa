import type { Answer } from '@atelier/client'
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { useGo, useQueryState } from '../../../ui/link.tsx'
import { type BroughtList, ImportFrame, ListSource, lineColumns, stepOf } from '../../../ui/list-source.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { counted } from '../../../ui/time.tsx'
import { wordsOf } from '../../../ui/words.ts'
import { BACK, type Project, trailTo, useProject } from '../project.ts'
import { csvOf } from './selection.ts'

type Preview = Answer<'/api/collection/projects/{id}/participants/preview', 'post'>
type Line = Preview['items'][number]
interface Done {
  id: number
  added: number
  changed: number
  issued: number
}

const MOST_BYTES = 2_900_000

/** Paste or import a list, look at it line by line, then bring it in and give out links. */
export default function AddParticipants() {
  const { id, url, project } = useProject()
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) => <Wizard project={project} url={url} />}
    </Ready>
  )
}

function Wizard({ project, url }: { project: Project; url: string }) {
  const [query] = useQueryState()
  const go = useGo()
  const [list, setList] = useState<BroughtList>({ text: '' })
  const [preview, setPreview] = useState<Preview>()
  const [done, setDone] = useState<Done>()
  const here = `${url}/participants/add`
  const step =
    done && query.step === 'done' ? 'done' : preview && query.step === 'preview' ? 'preview' : 'list'
  return (
    <ImportFrame
      title="Add participants"
      trail={[...trailTo(project, url), { label: 'Participants', to: `${url}/participants` }]}
      here={here}
      now={step}
      isPreviewed={preview !== undefined}
      isDone={done !== undefined}
      last="Links"
    >
      {step === 'list' && (
        <ListStep
          project={project}
          list={list}
          setList={setList}
          onPreview={(found) => {
            setPreview(found)
            go(stepOf(here, 'preview'))
          }}
          back={`${url}/participants`}
        />
      )}
      {step === 'preview' && preview && (
        <PreviewStep
          project={project}
          list={list}
          preview={preview}
          back={here}
          onDone={(made) => {
            setDone(made)
            go(stepOf(here, 'done'), { replace: true })
          }}
        />
      )}
      {step === 'done' && done && <DoneStep project={project} done={done} url={url} />}
    </ImportFrame>
  )
}

interface ListStepProps {
  project: Project
  list: BroughtList
  setList: (list: BroughtList) => void
  onPreview: (preview: Preview) => void
  back: string
}

function ListStep({ project, list, setList, onPreview, back }: ListStepProps) {
  return (
    <WithSide
      side={
        <Card title="What a line holds">
          <div className="stack-small small">
            <p>A code alone is enough. After it, in any order: an e-mail address, a language, a note.</p>
            <p className="mono">
              P-0001
              <br />
              P-0002, ada@example.org, nl
            </p>
            <p>
              Or a first line with the names of columns: code, email, language, note. Commas, semicolons and
              tabs separate. A line with an address alone gets the next free code.
            </p>
          </div>
        </Card>
      }
    >
      <ListSource
        label="Codes, one a line"
        description="Paste them from a spreadsheet or a letter; up to 10,000 lines."
        fileKind="a CSV file"
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        mostBytes={MOST_BYTES}
        empty="Paste at least one code, or choose a file."
        list={list}
        setList={setList}
        look={async (wanted) => onPreview(await previewOf(project.id, wanted))}
        back={back}
      />
    </WithSide>
  )
}

const previewOf = (id: number, { text, file }: BroughtList): Promise<Preview> =>
  client.post('/api/collection/projects/{id}/participants/preview', {
    path: { id },
    body: file === undefined ? { text: text ?? '' } : { file },
  })

const columns: readonly Column<Line>[] = [
  ...lineColumns<Line>(),
  { key: 'code', head: 'Code', mono: true, cell: ({ code }) => <bdi>{code}</bdi> },
  { key: 'email', head: 'E-mail', wide: true, cell: ({ email }) => email },
  { key: 'language', head: 'Language', cell: ({ language }) => language },
  { key: 'note', head: 'Note', cell: ({ note }) => <bdi>{note}</bdi> },
]

interface PreviewStepProps {
  project: Project
  list: BroughtList
  preview: Preview
  back: string
  onDone: (done: Done) => void
}

function PreviewStep({ project, list, preview, back, onDone }: PreviewStepProps) {
  const { add, change, same, broken, errors, items } = preview
  const [withLinks, setWithLinks] = useState(!project.closed)
  const [isBusy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const number = add + change
  const run = async () => {
    setBusy(true)
    setFault(undefined)
    try {
      onDone(await importList(project.id, list, { leaveOut: broken > 0, withLinks: withLinks && add > 0 }))
    } catch (error) {
      setFault(wordsOf(error))
    } finally {
      setBusy(false)
    }
  }
  const label = withLinks && add > 0 ? ' and make links' : ''
  return (
    <WithSide
      side={
        <Card title="What will happen">
          <div className="stack-small">
            <p>
              <strong>
                Add {add}, change {change}, {broken} with errors.
              </strong>{' '}
              {same > 0 && `${counted(same, 'line')} as they are.`}
            </p>
            <Checkbox
              label="Give the new ones links"
              description={`They work for ${counted(project.linkDays, 'day')}. Nothing is sent to anybody yet.`}
              checked={withLinks}
              disabled={project.closed}
              onChange={(event) => setWithLinks(event.currentTarget.checked)}
            />
            {fault && (
              <div role="alert">
                <Hint look="failed">{fault}</Hint>
              </div>
            )}
            <Button
              look="filled"
              wide
              busy={isBusy}
              onClick={() => void run()}
              why={number === 0 ? 'No line adds or changes anything.' : undefined}
            >
              {broken > 0 ? `Leave out ${broken}, add the other ${number}${label}` : `Add ${number}${label}`}
            </Button>
            <Button to={back} wide>
              Change the list
            </Button>
          </div>
        </Card>
      }
    >
      {errors.length > 0 && (
        <Hint look="failed">
          <strong>{counted(broken, 'line')} cannot be used.</strong>
          <ul>
            {errors.slice(0, 20).map(({ line, field, message }) => (
              <li key={`${line}-${field}-${message}`}>
                Line {line}: {message}
              </li>
            ))}
          </ul>
          {errors.length > 20 && `${errors.length - 20} more.`}
        </Hint>
      )}
      <DataTable
        label="Lines of the list"
        columns={columns}
        rows={items}
        rowKey={({ line, code }) => `${line}-${code}`}
        rowName={({ code, line }) => code || `line ${line}`}
      />
      {add + change + same + broken > items.length && (
        <p className="caption">The first {items.length} lines are shown.</p>
      )}
    </WithSide>
  )
}

async function importList(
  id: number,
  { text, file }: BroughtList,
  { leaveOut, withLinks }: { leaveOut: boolean; withLinks: boolean },
): Promise<Done> {
  const made = await client.post('/api/collection/projects/{id}/participants/import', {
    path: { id },
    body: { ...(file === undefined ? { text: text ?? '' } : { file }), leaveOut },
  })
  if (!withLinks) return { ...made, issued: 0 }
  const { issued } = await client.post('/api/collection/projects/{id}/links', {
    path: { id },
    body: { import: made.id },
  })
  return { ...made, issued }
}

function DoneStep({ project, done, url }: { project: Project; done: Done; url: string }) {
  const act = useAct()
  const go = useGo()
  const { id, added, changed, issued } = done
  const undo = async () => {
    await client.post('/api/collection/imports/{id}/undo', { path: { id } })
    go(`${url}/participants`)
  }
  return (
    <Card>
      <div className="stack-small">
        <State look="done">
          {counted(added, 'participant')} added{changed > 0 && `, ${changed} changed`}
          {issued > 0 && `, ${counted(issued, 'link')} made`}
        </State>
        {project.webAppUrl === null && issued > 0 && (
          <Hint
            act={
              project.role === 'owner' ? (
                <Button small to={`${url}/settings`}>
                  Set it
                </Button>
              ) : undefined
            }
          >
            The project does not say where its web app is. The file holds the tokens; whole links need that
            address.
          </Hint>
        )}
        <div className="line">
          {issued > 0 && (
            <>
              <Button look="filled" download={csvOf(project.id, { import: id })}>
                Download the links as CSV
              </Button>
              <Button to={`${url}/participants/letters?import=${id}`}>Print letters</Button>
            </>
          )}
          <Button to={`${url}/participants`}>See the list</Button>
          <Button look="quiet" onClick={() => act(undo, { done: 'The import is taken back' })}>
            Undo the import
          </Button>
        </div>
        <p className="caption">It can be undone as long as none of its links was used.</p>
      </div>
    </Card>
  )
}
