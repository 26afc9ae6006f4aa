import { Textarea } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import type { Crumb } from './page.ts'
import { PageHead } from './page-head.tsx'
import { State } from './state.tsx'
import { Steps } from './steps.tsx'
import type { Column } from './table.tsx'
import { wordsOf } from './words.ts'

/** A list as somebody brings it: pasted, or a file in base64. */
export interface BroughtList {
  text?: string
  file?: string
  name?: string
}

export interface ListSourceProps {
  label: string
  description: string
  /** Of the button and the field for files: "CSV file". */
  fileKind: string
  /** Names and types of files, as an input takes them. */
  accept: string
  mostBytes: number
  /** What to say when nothing was pasted. */
  empty: string
  list: BroughtList
  setList: (list: BroughtList) => void
  /** Shows what the list would do; what it refuses stands at the field. */
  look: (list: BroughtList) => Promise<void>
  back: string
  children?: ReactNode
}

/** The first step of an import: paste lines or choose a file, and look at what they would do. */
export function ListSource(props: ListSourceProps) {
  const { label, description, fileKind, accept, mostBytes, empty, list, setList, back, children } = props
  const file = useRef<HTMLInputElement>(null)
  const [fault, setFault] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const look = async (wanted: BroughtList) => {
    if (wanted.file === undefined && !wanted.text?.trim()) return setFault(empty)
    setBusy(true)
    setFault(undefined)
    try {
      await props.look(wanted)
    } catch (error) {
      setFault(wordsOf(error))
    } finally {
      setBusy(false)
    }
  }
  const read = async (chosen: File | undefined) => {
    if (!chosen) return
    if (chosen.size > mostBytes)
      return setFault(`${chosen.name} is larger than ${mostBytes / 1_000_000} MB. Import it in parts.`)
    const wanted = { file: await base64Of(chosen), name: chosen.name }
    setList(wanted)
    await look(wanted)
  }
  return (
    <Card>
      <form
        className="stack-small"
        onSubmit={(event) => {
          event.preventDefault()
          void look({ text: list.text ?? '' })
        }}
      >
        <Textarea
          label={label}
          description={description}
          minRows={10}
          maxRows={20}
          autosize
          spellCheck={false}
          value={list.text ?? ''}
          onChange={(event) => setList({ text: event.currentTarget.value })}
          error={fault}
        />
        {children}
        <div className="line">
          <Button type="submit" look="filled" busy={isBusy}>
            Look at the preview
          </Button>
          <Button icon={<IconFileUpload aria-hidden="true" />} onClick={() => file.current?.click()}>
            Choose {fileKind}
          </Button>
          <Button look="quiet" to={back}>
            Back
          </Button>
        </div>
        <input
          ref={file}
          type="file"
          accept={accept}
          aria-label={fileKind.replace(/^an? /, '')}
          hidden
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0]
            // The same file, mended, can be chosen again.
            event.currentTarget.value = ''
            void read(chosen)
          }}
        />
      </form>
    </Card>
  )
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}

export interface ImportFrameProps {
  title: string
  trail: readonly Crumb[]
  /** The address of the first step. */
  here: string
  now: ImportStep
  isPreviewed: boolean
  isDone: boolean
  /** What the last step is called. */
  last: string
  children: ReactNode
}

export type ImportStep = 'list' | 'preview' | 'done'

/** The address of a step of an import. */
export const stepOf = (here: string, step: ImportStep): string =>
  step === 'list' ? here : `${here}?step=${step}`

/** The page of an import: its steps on top, each an address. */
export function ImportFrame({
  title,
  trail,
  here,
  now,
  isPreviewed,
  isDone,
  last,
  children,
}: ImportFrameProps) {
  return (
    <>
      <PageHead
        title={title}
        trail={trail}
        sentence="Nothing changes before you have seen what each line does."
      />
      <div className="stack">
        <Steps
          now={stepOf(here, now)}
          of={[
            { label: 'List', to: here, isOpen: !isDone },
            { label: 'Preview', to: stepOf(here, 'preview'), isOpen: isPreviewed && !isDone },
            { label: last, to: stepOf(here, 'done'), isOpen: isDone },
          ]}
        />
        {children}
      </div>
    </>
  )
}

const DOES = {
  add: { look: 'done', label: 'New' },
  change: { look: 'open', label: 'Changed' },
  same: { look: 'past', label: 'As it is' },
  error: { look: 'failed', label: 'Error' },
} as const

/** The first columns of a preview: which line, and what happens to it. */
export const lineColumns = <R extends { line: number; does: keyof typeof DOES }>(): Column<R>[] => [
  { key: 'line', head: 'Line', num: true, cell: ({ line }) => line },
  {
    key: 'does',
    head: 'What happens',
    cell: ({ does }) => <State look={DOES[does].look}>{DOES[does].label}</State>,
  },
]
