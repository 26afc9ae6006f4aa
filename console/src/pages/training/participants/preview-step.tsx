import type { Answer } from '@atelier/client'
import { Radio } from '@mantine/core'
import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { lineColumns } from '../../../ui/list-source.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { Hint } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { wordsOf } from '../../../ui/words.ts'

export type Preview = Answer<'/api/training/events/{id}/participants/preview', 'post'>
type Line = Preview['items'][number]
export type Mode = 'update' | 'replace'

const columns: readonly Column<Line>[] = [
  ...lineColumns<Line>(),
  { key: 'name', head: 'Name', cell: ({ name }) => <bdi>{name}</bdi> },
  { key: 'class', head: 'Class', cell: ({ userClass }) => userClass },
  { key: 'group', head: 'Group', cell: ({ targetGroup }) => targetGroup },
  { key: 'changes', head: 'What is different', wide: true, cell: ({ changes }) => <Changes of={changes} /> },
]

function Changes({ of }: { of: Line['changes'] }) {
  return of.map(({ field, old, new: now }) => (
    <span key={field} className="caption">
      {field === 'key' ? 'another key' : `${field}: ${old || 'none'} → ${now || 'none'}`}{' '}
    </span>
  ))
}

interface PreviewStepProps {
  name: string | undefined
  mode: Mode
  preview: Preview
  again: (mode: Mode) => Promise<void>
  back: string
  run: () => Promise<void>
}

/** What each line would do; nothing has happened yet. */
export function PreviewStep({ name, mode, preview, again, back, run }: PreviewStepProps) {
  const [isBusy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    setFault(undefined)
    try {
      await work()
    } catch (error) {
      setFault(wordsOf(error))
    } finally {
      setBusy(false)
    }
  }
  const { add, change, same, broken, remove, registrations, items } = preview
  return (
    <WithSide
      side={
        <Card title="What will happen">
          <div className="stack-small">
            <p>
              <strong>
                Add {count(add)}, change {count(change)}
                {remove > 0 && `, remove ${count(remove)}`}, {count(broken)} with errors.
              </strong>{' '}
              {same > 0 && `${counted(same, 'line')} as they are.`}
            </p>
            {registrations > 0 && (
              <Hint>
                Those removed have {counted(registrations, 'choice')}, which{' '}
                {registrations === 1 ? 'goes' : 'go'} with them.
              </Hint>
            )}
            <Radio.Group
              label="Who is not in this list"
              value={mode}
              onChange={(how) => void attempt(() => again(how as Mode))}
            >
              <div className="stack-small">
                <Radio value="update" label="Stays" />
                <Radio value="replace" label="Goes, with what they chose" />
              </div>
            </Radio.Group>
            {fault && (
              <div role="alert">
                <Hint look="failed">{fault}</Hint>
              </div>
            )}
            <Button look="filled" wide busy={isBusy} onClick={() => void attempt(run)} why={whyNot(preview)}>
              {actOf(preview)}
            </Button>
            <Button to={back} wide>
              Change the list
            </Button>
            {name !== undefined && <p className="caption">From {name}.</p>}
          </div>
        </Card>
      }
    >
      <Remarks of={preview} />
      {items.length > 0 && (
        <DataTable
          label="Lines of the list"
          columns={columns}
          rows={items}
          rowKey={({ line }) => line}
          rowName={({ name, line }) => name || `line ${line}`}
        />
      )}
      {add + change + same + broken > items.length && (
        <p className="caption">
          The first {items.length} lines are shown; what differs stands before what stays as it is.
        </p>
      )}
    </WithSide>
  )
}

function whyNot({ add, change, remove, broken }: Preview): string | undefined {
  if (broken > 0) return 'Mend the lines with errors first. Nothing is imported in part.'
  return add + change + remove === 0 ? 'No line adds or changes anything.' : undefined
}

function actOf({ add, change, remove }: Preview): string {
  const parts = [
    add > 0 && `Add ${count(add)}`,
    change > 0 && `change ${count(change)}`,
    remove > 0 && `remove ${count(remove)}`,
  ].filter(Boolean)
  const text = parts.join(', ') || 'Import'
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function Remarks({ of: { errors, broken, warnings, warned, removed, remove } }: { of: Preview }) {
  return (
    <>
      {errors.length > 0 && (
        <Hint look="failed">
          <strong>{counted(broken, 'line')} cannot be used.</strong>
          <Listed
            of={errors.map((each) => ({ key: `${each.line} ${each.field}`, text: saidOf(each) }))}
            all={errors.length}
          />
        </Hint>
      )}
      {warned > 0 && (
        <Hint>
          <strong>{counted(warned, 'line')} worth a look.</strong>
          <Listed of={warnings.map((each) => ({ key: saidOf(each), text: saidOf(each) }))} all={warned} />
        </Hint>
      )}
      {remove > 0 && (
        <Hint>
          <strong>{counted(remove, 'person goes', 'people go')}.</strong>
          <Listed of={removed.map((each) => ({ key: String(each.id), text: goneOf(each) }))} all={remove} />
        </Hint>
      )}
    </>
  )
}

const saidOf = ({ line, message }: Preview['warnings'][number]): string => `Line ${line}: ${message}`

const goneOf = ({ name, userClass, registrations }: Preview['removed'][number]): string =>
  `${name}${userClass && `, ${userClass}`}${registrations > 0 ? `: ${counted(registrations, 'choice')}` : ''}`

const SHOWN = 20

function Listed({ of, all }: { of: readonly { key: string; text: string }[]; all: number }) {
  return (
    <>
      <ul>
        {of.slice(0, SHOWN).map(({ key, text }) => (
          <li key={key}>{text}</li>
        ))}
      </ul>
      {all > SHOWN && `${count(all - SHOWN)} more.`}
    </>
  )
}
