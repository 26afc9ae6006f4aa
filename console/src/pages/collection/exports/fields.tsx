import { Checkbox, Radio, Select, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { zone } from '../../../ui/time.tsx'
import { type Chosen, FORMATS, type Preview } from './chosen.ts'

type Change = (changes: Readonly<Record<string, string | undefined>>) => void
const PAUSE_MS = 300

/** What goes into an export; the choice stands in the address. */
export function ExportFields({
  chosen,
  items,
  change,
}: {
  chosen: Chosen
  items: Preview['items']
  change: Change
}) {
  const activities = [...new Set(items.map(({ activity }) => activity))]
  const inActivity = items.filter(({ activity }) => !chosen.activity || activity === chosen.activity)
  const names = [...new Set(inActivity.map(({ item }) => item))]
  // What an address names is offered, also where nothing of it is there.
  const offered = (all: readonly string[], value: string) =>
    value && !all.includes(value) ? [...all, value] : [...all]
  return (
    <div className="stack-small">
      <Radio.Group
        label="File"
        value={chosen.format}
        onChange={(format) => change({ format: format === 'long.csv' ? undefined : format })}
      >
        <div className="stack-small">
          {Object.entries(FORMATS).map(([value, { title }]) => (
            <Radio key={value} value={value} label={title} />
          ))}
        </div>
      </Radio.Group>
      <div className="columns">
        <TextInput
          type="date"
          label="From, by when it came in"
          description={`Days in ${zone()}`}
          value={chosen.from}
          onChange={(event) => change({ from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label="Up to and including"
          description={`Days in ${zone()}`}
          value={chosen.to}
          error={
            chosen.from && chosen.to && chosen.to < chosen.from ? 'It lies before the first day.' : undefined
          }
          onChange={(event) => change({ to: event.currentTarget.value })}
        />
        <Select
          label="Activity"
          placeholder="All"
          clearable
          searchable
          clearButtonProps={{ 'aria-label': 'All activities' }}
          data={offered(activities, chosen.activity)}
          value={chosen.activity || null}
          onChange={(activity) => change({ activity: activity ?? undefined, item: undefined })}
        />
        <Select
          label="Item"
          placeholder="All"
          clearable
          searchable
          clearButtonProps={{ 'aria-label': 'All items' }}
          data={offered(names, chosen.item)}
          value={chosen.item || null}
          onChange={(item) => change({ item: item ?? undefined })}
        />
        <ParticipantField value={chosen.participant} onChange={(participant) => change({ participant })} />
      </div>
      <Checkbox
        label="Leave recordings out"
        checked={!chosen.recordings}
        onChange={(event) => change({ recordings: event.currentTarget.checked ? 'no' : undefined })}
      />
      <Checkbox
        label="Also answers that a later one has replaced"
        description="In the long CSV and in JSON-LD, marked as superseded."
        checked={chosen.superseded}
        onChange={(event) => change({ superseded: event.currentTarget.checked ? 'yes' : undefined })}
      />
      <Checkbox
        label="For a spreadsheet"
        description="Begins a CSV with a mark, so that letters beyond English are read right."
        checked={chosen.bom}
        onChange={(event) => change({ bom: event.currentTarget.checked ? undefined : 'no' })}
      />
    </div>
  )
}

/** Asks the server once typing pauses. */
function ParticipantField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock begins anew with each letter alone
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(onChange, PAUSE_MS, text)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <TextInput
      label="Participant"
      placeholder="All"
      description="A whole code"
      maxLength={255}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  )
}
