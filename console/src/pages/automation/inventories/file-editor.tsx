import type { Answer } from '@atelier/client'
import { useEffect, useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { Hint } from '../../../ui/states.tsx'
import { counted } from '../../../ui/time.tsx'
import type { Fault, FileKind } from './data.ts'
import { NumberedText, type TextHandle } from './numbered-text.tsx'

type File = Answer<'/api/automation/inventories/{id}/files/{which}'>
type Now = File & { etag: string | undefined }
type Judged = Pick<File, 'faults' | 'warnings' | 'hosts'>

const PAUSE_MS = 600
const MOST_SAID = 20

/** A file as a text: what is wrong with it stands below it, line by line, before anybody saves. */
export function FileEditor({
  id,
  which,
  now,
  typed,
}: {
  id: number
  which: FileKind
  now: Now
  /** What was typed into the files and is not saved: it stays while one looks at another of them. */
  typed: Partial<Record<FileKind, string | undefined>>
}) {
  // What was loaded when one began; a change that comes meanwhile is told, and one's own text stays.
  const [base, setBase] = useState(now)
  // No draft is kept: the file may hold passwords.
  const form = useForm({
    initial: { content: typed[which] ?? now.content },
    send: ({ content }) =>
      client.put('/api/automation/inventories/{id}/files/{which}', {
        path: { id, which },
        body: { content },
        ifMatch: base.etag ?? '""',
      }),
    done: async ({ hosts }) => {
      notify({ title: `${now.path} is saved`, ...(hosts !== null && { detail: counted(hosts, 'host') }) })
      await queries.invalidateQueries({ queryKey: ['automation'] })
    },
    changed: () =>
      void queries.invalidateQueries({ queryKey: ['automation', 'inventory', id, 'file', which] }),
  })
  const text = useRef<TextHandle>(null)
  const { content } = form.values
  const isDirty = content !== base.content
  const isOther = now.etag !== base.etag
  typed[which] = isDirty ? content : undefined
  // What others save shows at once, unless one has begun to type; what one has saved oneself is what is there.
  useEffect(() => {
    if (now.etag === base.etag || (isDirty && now.content !== content)) return
    setBase(now)
    form.reset({ content: now.content })
  }, [now, base, isDirty, content, form.reset])
  const judged = useJudged({ id, which, content, base })
  const [fault] = judged?.faults ?? []
  return (
    <form
      className="stack-small"
      onSubmit={(event) => {
        event.preventDefault()
        if (!fault && isDirty && !isOther) form.submit()
      }}
    >
      {isOther && isDirty && (
        <Choice
          keep={() => setBase(now)}
          take={() => {
            setBase(now)
            form.reset({ content: now.content })
          }}
        />
      )}
      <NumberedText
        label={`Text of ${now.path}`}
        ref={text}
        value={content}
        onChange={(typed) => form.set({ content: typed })}
        faults={judged?.faults.filter(({ file }) => file === now.path) ?? []}
      />
      {form.fault && (
        <div role="alert">
          <Hint look="failed">{form.fault}</Hint>
        </div>
      )}
      <Verdict judged={judged} path={now.path} goTo={(line) => text.current?.goTo(line)} />
      <div className="line">
        <Button
          type="submit"
          look="filled"
          busy={form.isSending}
          why={
            fault
              ? 'It can be saved once its faults are mended.'
              : isOther && isDirty
                ? 'Say first which text counts.'
                : isDirty
                  ? undefined
                  : 'Nothing is changed.'
          }
        >
          Save
        </Button>
        {isDirty && <Button onClick={() => form.reset({ content: base.content })}>Drop my changes</Button>}
        {!now.isThere && <span className="caption">The file is not there yet; saving makes it.</span>}
      </div>
    </form>
  )
}

/** Somebody else has saved it, here or on the disk. */
function Choice({ keep, take }: { keep: () => void; take: () => void }) {
  return (
    <div role="alert">
      <Hint>
        <p>
          The file has changed meanwhile, here or on the disk. Your text is still here, and theirs is kept
          among the versions.
        </p>
        <div className="line">
          <Button small onClick={keep}>
            Keep mine
          </Button>
          <Button small onClick={take}>
            Take theirs
          </Button>
        </div>
      </Hint>
    </div>
  )
}

/** What the server says of a text, asked once one pauses. */
function useJudged({
  id,
  which,
  content,
  base,
}: {
  id: number
  which: FileKind
  content: string
  base: Now
}): Judged | undefined {
  const [judged, setJudged] = useState<{ content: string; of: Judged }>()
  useEffect(() => {
    if (content === base.content) return
    const { signal, ...abort } = aborting()
    const timer = setTimeout(() => {
      client
        .put('/api/automation/inventories/{id}/files/{which}', {
          path: { id, which },
          body: { content, isTrial: true },
          signal,
        })
        .then((of) => setJudged({ content, of }))
        // Saving looks again, and says what is wrong then.
        .catch(() => undefined)
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.end()
    }
  }, [id, which, content, base.content])
  if (content === base.content) return base
  return judged?.of
}

function aborting() {
  const controller = new AbortController()
  return { signal: controller.signal, end: () => controller.abort() }
}

interface Going {
  path: string
  goTo: (line: number) => void
}

function Verdict({ judged, ...going }: Going & { judged: Judged | undefined }) {
  if (!judged) return null
  const { faults, warnings, hosts } = judged
  return (
    <div className="stack-small" role="status">
      {faults.length > 0 && <Said look="failed" title="It cannot be used so." of={faults} {...going} />}
      {warnings.length > 0 && (
        <Said look="attention" title={counted(warnings.length, 'warning')} of={warnings} {...going} />
      )}
      {faults.length === 0 && hosts !== null && (
        <p className="caption">In order: the inventory has {counted(hosts, 'host')} with it.</p>
      )}
    </div>
  )
}

function Said({
  look,
  title,
  of,
  path,
  goTo,
}: Going & { look: 'failed' | 'attention'; title: string; of: readonly Fault[] }) {
  return (
    <Hint look={look}>
      <strong>{title}</strong>
      <ul>
        {of.slice(0, MOST_SAID).map(({ file, line, column, reason }) => (
          <li key={`${file} ${line} ${column} ${reason}`}>
            {file === path && line > 0 ? (
              <button type="button" className="link" onClick={() => goTo(line)}>
                Line {line}
              </button>
            ) : (
              `${file}${line > 0 ? `, line ${line}` : ''}`
            )}
            {`: ${reason}`}
          </li>
        ))}
      </ul>
      {of.length > MOST_SAID && `${of.length - MOST_SAID} more.`}
    </Hint>
  )
}
