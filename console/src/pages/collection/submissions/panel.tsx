import type { Answer } from '@atelier/client'
import { IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Link } from '../../../ui/link.tsx'
import { StateIcon } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { bytes, count, counted, Time } from '../../../ui/time.tsx'
import { nameFor } from '../answers-words.ts'
import { mayIn, type Project } from '../project.ts'
import { canMail, useAskAgain } from './ask.ts'
import { RecordHistory } from './history.tsx'
import { ReasonDialog, SignDialog, UnlockDialog } from './records.tsx'
import css from './slices.module.css'
import { UploadMark, whatIs } from './upload.tsx'

type Detail = Answer<'/api/collection/uploads/{id}'>

/** One upload beside the list: its slices, what is known of it, what one can do. */
export function UploadPanel({
  id,
  project,
  url,
  close,
}: {
  id: number
  project: Project
  url: string
  close: () => void
}) {
  const upload = useData(
    ['project', project.id, 'upload', id],
    (signal) => client.read('/api/collection/uploads/{id}', { path: { id }, signal }),
    {
      live: ({ object, action }) =>
        object === `collection.upload:${id}` || action === 'collection.uploads.read',
      keep: true,
    },
  )
  const box = useRef<HTMLDivElement>(null)
  // On a phone it stands below the list.
  useEffect(() => {
    if (id && upload.isSuccess) box.current?.scrollIntoView({ block: 'nearest' })
  }, [id, upload.isSuccess])
  return (
    <Card>
      <Ready of={upload} what="The upload">
        {(found) => (
          <div className="stack" ref={box}>
            <div className={css.head}>
              <h2>
                <bdi className="mono">{found.participant ?? 'Unknown participant'}</bdi>
              </h2>
              <UploadMark of={found} pill />
              <IconButton label="Close" onClick={close}>
                <IconX aria-hidden="true" />
              </IconButton>
            </div>
            <Words of={found} />
            <Parts of={found} />
            <Known of={found} url={url} isManager={mayIn(project, 'manager')} />
            <Acts of={found} project={project} url={url} />
            <RecordHistory key={id} id={id} url={url} />
          </div>
        )}
      </Ready>
    </Card>
  )
}

/** What happened, what is safe, and where the rest is. */
function Words({ of }: { of: Detail }) {
  const { state, slices, problem, parts, elsewhere, expected, firstAt } = of
  if (state === 'arriving')
    return (
      <Hint look="running">
        {counted(parts.length - (slices?.missing.length ?? 0), 'slice')} so far. How many there will be is not
        told.
      </Hint>
    )
  if (problem !== null)
    return <Hint look={state === 'unreadable' ? 'failed' : 'attention'}>{problem} What came stays.</Hint>
  if (state !== 'incomplete') return null
  const gone = slices?.missing ?? []
  const came = parts.filter((part) => part.size !== null).length
  const names = gone.slice(0, 5).map((index) => index + 1)
  const which =
    gone.length === 0
      ? 'The end never came.'
      : `${gone.length === 1 ? 'Slice' : 'Slices'} ${names.join(', ')}${gone.length > 5 ? ` and ${count(gone.length - 5)} more` : ''} never came.`
  return (
    <Hint>
      {which} {came === 1 ? 'The one that came is safe.' : `The ${count(came)} that came are safe.`}{' '}
      <ElsewhereWords held={elsewhere} expected={expected} firstAt={firstAt} />
    </Hint>
  )
}

function ElsewhereWords({ held, expected }: { held: string[]; expected: string[]; firstAt: string }) {
  if (held.length === 0) return <strong>Nothing else came by this link.</strong>
  const of = expected.length > 0 ? ` of the ${count(expected.length)} activities` : ''
  return (
    <strong>
      Other uploads hold{' '}
      {expected.length > 0 ? count(held.length) : counted(held.length, 'activity', 'activities')}
      {of}.
    </strong>
  )
}

function Parts({ of: { parts } }: { of: Detail }) {
  if (parts.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled by keys
    <section className={css.parts} aria-label="Slices" tabIndex={0}>
      <table>
        <thead className="sr-only">
          <tr>
            <th scope="col">Slice</th>
            <th scope="col">Size</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ index, size, sha256, retries, conflicts }) => (
            <tr key={index}>
              <th scope="row" className="num">
                {index + 1}
              </th>
              <td>
                <span className="line">
                  <StateIcon look={size === null || conflicts ? 'attention' : 'done'} />
                  {size === null ? 'never came' : bytes(size)}
                  {conflicts && <span className="caption">in two versions</span>}
                  {retries > 0 && <span className="caption">sent {count(retries + 1)} times</span>}
                </span>
              </td>
              <td>{sha256 && <Copy text={sha256} shown={`${sha256.slice(0, 8)}…`} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const LINKS = { active: 'valid until', expired: 'ended', revoked: 'withdrawn' } as const

function Known({ of, url, isManager }: { of: Detail; url: string; isManager: boolean }) {
  const { held, twins, link, session, origin, bytes: size, answers, superseded, duplicates, junk } = of
  const linkAt = link.state === 'revoked' ? link.revokedAt : link.expiresAt
  const notes = [
    superseded > 0 && `${count(superseded)} superseded`,
    duplicates > 0 && `${count(duplicates)} held by others too`,
    junk > 0 && `${counted(junk, 'junk entry', 'junk entries')}`,
  ].filter(Boolean)
  return (
    <Facts
      of={[
        ['What', whatIs(of)],
        ['Size', bytes(size)],
        of.readable
          ? [
              'Answers',
              <span key="answers">
                {isManager ? (
                  <Link to={`${url}/responses?upload=${of.id}`}>{count(answers)}</Link>
                ) : (
                  count(answers)
                )}
                {notes.length > 0 && <span className="caption"> ({notes.join(', ')})</span>}
              </span>,
            ]
          : null,
        held.length > 0 ? ['Activities', held.map(({ activity }) => nameFor(activity)).join(', ')] : null,
        twins.length > 0
          ? [
              'Same answers in',
              <span key="twins">
                {twins.slice(0, 3).map((twin) => (
                  <span key={twin.id}>
                    <Link
                      to={`${url}/submissions?upload=${twin.id}`}
                    >{`${count(twin.answers)} in #${twin.id}`}</Link>{' '}
                  </span>
                ))}
              </span>,
            ]
          : null,
        ['Began', <Time key="began" at={of.firstAt} />],
        [
          'Link',
          <span key="link">
            {LINKS[link.state]} <Time at={linkAt} />
          </span>,
        ],
        origin === null ? null : ['Sent from', origin],
        session === null
          ? null
          : ['Session', <Copy key="session" text={session} shown={session.slice(0, 8)} />],
        link.issuedBy === null ? null : ['Link by', link.issuedBy],
      ]}
    />
  )
}

function Acts({ of, project, url }: { of: Detail; project: Project; url: string }) {
  const act = useAct()
  const ask = useAskAgain(project)
  const isManager = mayIn(project, 'manager')
  const isShort = of.state === 'incomplete'
  const isLocked = of.lockedAt !== null
  const [asked, setAsked] = useState<'sign' | 'unlock' | 'read' | 'partial'>()
  const dialog = { onClose: () => setAsked(undefined) }
  const send = (partial: boolean, reason?: string) =>
    client.post('/api/collection/uploads/{id}/read', { path: { id: of.id }, body: { partial, reason } })
  const read = (partial: boolean) => {
    if (project.reasonForChange) return setAsked(partial ? 'partial' : 'read')
    return act(() => send(partial), {
      done: partial ? 'What is here is being read' : 'The upload is read again',
      detail: 'The answers appear in a moment.',
    })
  }
  const needsPerson = isShort || of.state === 'unreadable'
  return (
    <div className="line">
      {needsPerson && canMail(of, project) && (
        <Button look="tint" onClick={() => ask(of)}>
          Mail the link again
        </Button>
      )}
      {needsPerson && of.person && !canMail(of, project) && (
        <Button look="tint" to={`${url}/participants?search=${encodeURIComponent(of.participant ?? '')}`}>
          Show the participant
        </Button>
      )}
      {isManager && !isLocked && isShort && !of.partial && (
        <Button onClick={() => read(true)}>Use what is here</Button>
      )}
      {isManager && !isLocked && !isShort && of.state !== 'arriving' && (
        <Button onClick={() => read(false)}>Read again</Button>
      )}
      {isManager && of.state !== 'arriving' && <Button onClick={() => setAsked('sign')}>Sign</Button>}
      {isLocked && mayIn(project, 'owner') && <Button onClick={() => setAsked('unlock')}>Unlock</Button>}
      <SignDialog {...dialog} isOpen={asked === 'sign'} project={project} upload={of.id} />
      <UnlockDialog {...dialog} isOpen={asked === 'unlock'} upload={of.id} />
      <ReasonDialog
        {...dialog}
        isOpen={asked === 'read' || asked === 'partial'}
        title="Read this record again?"
        act="Read it"
        words="What was found in it before is taken away and read anew. What came stays as it is."
        run={(reason) => send(asked === 'partial', reason)}
      />
    </div>
  )
}
