import { IconX } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { IconButton } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { CopyLink } from '../../../ui/copy-link.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Link } from '../../../ui/link.tsx'
import { count, Time } from '../../../ui/time.tsx'
import changesCss from './changes.module.css'
import { changesOf, detailsOf } from './changes.ts'
import css from './journal.module.css'
import { pageOf, sentenceOf } from './sentences.ts'
import { addressOf, type Entry, Face, wayOf, whoOf } from './who.tsx'

/** One entry beside the list: who, what was before and is now, and its place in the chain. */
export function EntryPanel({ seq, onClose }: { seq: number; onClose: () => void }) {
  const entry = useData(['journal', 'entry', seq], (signal) =>
    client.read('/api/journal/{id}', { path: { id: seq }, signal }),
  )
  return (
    <Card
      title={`Entry ${count(seq)}`}
      aside={
        <>
          <CopyLink to={`/app/operate/journal?entry=${seq}`} />
          <IconButton label="Close the entry" onClick={onClose}>
            <IconX aria-hidden="true" />
          </IconButton>
        </>
      }
    >
      <Ready of={entry} what="The entry">
        {(shown) => <Content entry={shown} hash={shown.hash} hashBefore={shown.hashBefore} />}
      </Ready>
    </Card>
  )
}

function Content({ entry, hash, hashBefore }: { entry: Entry; hash: string; hashBefore: string | null }) {
  const { before, thing, after } = sentenceOf(entry)
  const page = pageOf(entry.object)
  const changes = changesOf(entry)
  const address = addressOf(entry)
  return (
    <div className="stack-small">
      <div className={css.head}>
        <Face entry={entry} large />
        <div>
          <div dir="auto">
            <strong>{whoOf(entry)}</strong>
          </div>
          <div className="caption">
            <Time at={entry.at} />, {wayOf(entry.via)}
            {address && `, ${address}`}
          </div>
        </div>
      </div>
      <p className={css.sentence} dir="auto">
        {before.charAt(0).toUpperCase() + before.slice(1)}{' '}
        {thing && (page ? <Link to={page}>{thing}</Link> : <strong>{thing}</strong>)} {after}
      </p>
      {changes.length > 0 && <Changes of={changes} />}
      {detailsOf(entry.details).length > 0 && <Facts of={detailsOf(entry.details)} />}
      {entry.reason !== null && (
        <div>
          <p className="caption">Reason given</p>
          <p dir="auto">“{entry.reason}”</p>
        </div>
      )}
      <Facts
        of={[
          ['Action', <code key="action">{entry.action}</code>],
          entry.object === null ? null : ['Object', <code key="object">{entry.object}</code>],
          entry.credential === null ? null : ['Credential', <code key="credential">{entry.credential}</code>],
          entry.requestId === null ? null : ['Request', <Short key="request" text={entry.requestId} />],
          ['This hash', <Short key="hash" text={hash} />],
          ['One before', hashBefore === null ? 'the first entry' : <Short key="before" text={hashBefore} />],
        ]}
      />
      <div className="line small">
        {entry.object !== null && (
          <Link to={`/app/operate/journal?object=${encodeURIComponent(entry.object)}`}>
            All that happened to it
          </Link>
        )}
        {address !== null && (
          <Link to={`/app/operate/journal?address=${encodeURIComponent(address)}`}>All from {address}</Link>
        )}
      </div>
    </div>
  )
}

/** A long code by its ends; all of it on hover, and to be marked. */
function Short({ text }: { text: string }) {
  const isLong = text.length > 20
  return (
    <span className={css.hash} title={text}>
      {isLong ? `${text.slice(0, 8)} … ${text.slice(-4)}` : text}
    </span>
  )
}

function Changes({ of }: { of: ReturnType<typeof changesOf> }) {
  return (
    <div className={changesCss.changes}>
      <table aria-label="What was changed">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ name, before, after }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td dir="auto">
                {before === null ? <span className="muted">none</span> : <del>{before}</del>}
              </td>
              <td dir="auto">{after === null ? <span className="muted">none</span> : <ins>{after}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
