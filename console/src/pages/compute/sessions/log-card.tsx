import { TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { LogBox } from '../../../ui/log-box.tsx'
import { Failed, Skeleton } from '../../../ui/states.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { isOpen, type Session } from './words.ts'

const LINES = 500
const MORE = 5_000
const EVERY_MS = 5_000

/** What the session has printed; of somebody else's only with a reason, which they read. */
export function LogCard({ of: session, isMine }: { of: Session; isMine: boolean }) {
  const [reason, setReason] = useState<string>()
  if (!isMine && reason === undefined) return <AskReason onGiven={setReason} />
  return <Log of={session} reason={reason} />
}

function AskReason({ onGiven }: { onGiven: (reason: string) => void }) {
  const [text, setText] = useState('')
  const isGiven = text.trim() !== ''
  return (
    <Card title="Log">
      <form
        className="stack-small"
        onSubmit={(event) => {
          event.preventDefault()
          if (isGiven) onGiven(text.trim())
        }}
      >
        <p className="small">
          What this session prints belongs to its owner. To read it, say why: they will see your reason.
        </p>
        <TextInput
          label="Reason (required)"
          maxLength={500}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <div>
          <Button type="submit" why={isGiven ? undefined : 'Say why first.'}>
            Read the log
          </Button>
        </div>
      </form>
    </Card>
  )
}

function Log({ of: session, reason }: { of: Session; reason: string | undefined }) {
  const { id } = session
  const [lines, setLines] = useState(LINES)
  const query = { lines, ...(reason !== undefined && { reason }) }
  // Somebody else's is read once: each reading is told to them.
  const isFollowed = isOpen(session) && reason === undefined
  const log = useQuery({
    queryKey: ['session', id, 'log', lines],
    queryFn: ({ signal }) => client.get('/api/compute/sessions/{id}/log', { path: { id }, query, signal }),
    placeholderData: keepPreviousData,
    ...(isFollowed && { refetchInterval: EVERY_MS }),
  })
  const { data } = log
  const place = useRef<HTMLDivElement>(null)
  const isThere = data !== undefined
  useEffect(() => {
    if (isThere && window.location.hash === '#log') place.current?.scrollIntoView({ block: 'start' })
  }, [isThere])
  return (
    <div ref={place}>
      <Card
        title="Log"
        aside={
          data &&
          data.lines.length > 0 && (
            <span>
              {counted(data.total, 'line')}
              {isFollowed && ', read again each 5 s'}
            </span>
          )
        }
      >
        {log.error && !data ? (
          <Failed error={log.error} what="The log" onRetry={() => void log.refetch()} />
        ) : data === undefined ? (
          <Skeleton rows={4} />
        ) : data.lines.length === 0 ? (
          <p className="small muted">It has printed nothing{isOpen(session) && ' yet'}.</p>
        ) : (
          <div className="stack-small">
            {data.lines.length < data.total && lines < MORE && (
              <button type="button" className="link" onClick={() => setLines(MORE)}>
                Show the {count(Math.min(MORE, data.total) - data.lines.length)} lines before
              </button>
            )}
            <LogBox lines={data.lines} label={`What session ${id} has printed`} tall />
          </div>
        )}
      </Card>
    </div>
  )
}
