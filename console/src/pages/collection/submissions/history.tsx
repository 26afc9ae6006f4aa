import type { Answer } from '@atelier/client'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Link } from '../../../ui/link.tsx'
import { State } from '../../../ui/state.tsx'
import { count, Time } from '../../../ui/time.tsx'
import { MEANINGS } from './records.tsx'
import css from './slices.module.css'

type History = Answer<'/api/collection/uploads/{id}/history'>

const WORDS: Readonly<Record<string, string>> = {
  'collection.submission.received': 'Came in',
  'collection.upload.arriving': 'A part came',
  'collection.upload.arrived-late': 'More came after it was locked',
  'collection.upload.incomplete': 'Stayed incomplete',
  'collection.upload.read': 'Read',
  'collection.upload.read-asked': 'To be read again',
  'collection.upload.signed': 'Signed and locked',
  'collection.upload.unlocked': 'Unlocked',
  'collection.upload.unreadable': 'Could not be read',
  'collection.upload.withdrawn': 'Made anonymous: the participant withdrew',
}

/** What became of a record: signatures, versions, and who did what when and why. */
export function RecordHistory({ id, url }: { id: number; url: string }) {
  const [before, setBefore] = useState<number>()
  const history = useData(
    ['upload', id, 'history', before],
    (signal) =>
      client.read('/api/collection/uploads/{id}/history', { path: { id }, query: { before }, signal }),
    { live: ['collection.upload', 'collection.uploads', 'collection.participant'], keep: true },
  )
  return (
    <Card title="History">
      <Ready of={history} what="The history">
        {(found) => (
          <div className="stack-small">
            <Signatures of={found.signatures} />
            <Versions of={found.newer} words="Newer answers in" url={url} />
            <Versions of={found.older} words="Counts instead of answers in" url={url} />
            <ul className={css.history} aria-label="Events">
              {found.items.map(({ seq, at, action, by, reason }) => (
                <li key={seq}>
                  {WORDS[action] ?? action} <Time at={at} />
                  {by !== null && <span className="caption"> by {by}</span>}
                  {reason !== null && <p className="small">“{reason}”</p>}
                </li>
              ))}
            </ul>
            <div className="line">
              {before !== undefined && (
                <Button small onClick={() => setBefore(undefined)}>
                  Newest
                </Button>
              )}
              {found.next !== null && (
                <Button small onClick={() => setBefore(found.next ?? undefined)}>
                  Older
                </Button>
              )}
            </div>
          </div>
        )}
      </Ready>
    </Card>
  )
}

function Signatures({ of }: { of: History['signatures'] }) {
  if (of.length === 0) return null
  return (
    <ul className={css.history} aria-label="Signatures">
      {of.map(({ id, meaning, fullName, name, signedAt, sha256, holds, lifted }) => (
        <li key={id}>
          <span className="line">
            <State look={lifted ? 'past' : holds ? 'done' : 'failed'}>
              {lifted ? `${MEANINGS[meaning]}, lifted` : MEANINGS[meaning]}
            </State>
            <span>
              {fullName} ({name})
            </span>
            <Time at={signedAt} />
            <Copy text={sha256} shown={`${sha256.slice(0, 8)}…`} />
          </span>
          {holds === false && <p className="small">What is here now is not what was signed.</p>}
          {lifted && (
            <p className="small">
              Lifted <Time at={lifted.at} />
              {lifted.by !== null && ` by ${lifted.by}`}: “{lifted.reason}”
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

function Versions({ of, words, url }: { of: History['newer']; words: string; url: string }) {
  if (of.length === 0) return null
  return (
    <p className="small">
      {words}{' '}
      {of.map(({ id, answers }) => (
        <span key={id}>
          <Link to={`${url}/submissions?upload=${id}`}>{`#${id} (${count(answers)})`}</Link>{' '}
        </span>
      ))}
    </p>
  )
}
