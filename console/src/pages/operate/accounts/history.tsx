import type { Answer } from '@atelier/client'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { Time } from '../../../ui/time.tsx'
import { pageOf, sentenceOf } from '../journal/sentences.ts'
import css from './accounts.module.css'

const SHOWN = 8

/** The newest of what this account did. */
export function AccountHistory({ id }: { id: number }) {
  const entries = useData(
    ['journal', 'of-account', id],
    (signal) => client.read('/api/journal', { query: { account: id, limit: SHOWN }, signal }),
    { live: ({ account }) => account === id },
  )
  return (
    <Card
      title="What it did"
      flush
      aside={<Link to={`/app/operate/journal?person=${id}`}>All in the journal</Link>}
    >
      <Ready of={entries} what="The journal">
        {({ items }) =>
          items.length === 0 ? (
            <p className={css.none}>Nothing yet.</p>
          ) : (
            <Rows>
              {items.map((entry) => (
                <Row key={entry.seq} title={<Told entry={entry} />} note={entry.reason ?? undefined}>
                  <span className="caption">
                    <Time at={entry.at} />
                  </span>
                </Row>
              ))}
            </Rows>
          )
        }
      </Ready>
    </Card>
  )
}

function Told({ entry }: { entry: Answer<'/api/journal'>['items'][number] }) {
  const { before, thing, after } = sentenceOf(entry)
  const to = pageOf(entry.object)
  const sentence = `${before.charAt(0).toUpperCase()}${before.slice(1)}`
  return (
    <>
      {sentence}
      {thing !== '' && to ? <Link to={to}>{thing}</Link> : thing}
      {after}
    </>
  )
}
