import { Radio, Select, TextInput } from '@mantine/core'
import '@mantine/core/styles/Combobox.css'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { Hint } from '../../../ui/states.tsx'
import { zone } from '../../../ui/time.tsx'
import { NextTimes, WhenFields } from './when-fields.tsx'
import { NIGHTLY, ruleOf, type Schedule, whenOf } from './words.ts'

/** A new schedule, of one preset where that is known, or one that is changed. */
export function ScheduleDialog({
  of,
  preset,
  onClose,
}: {
  of?: Schedule
  preset?: number | undefined
  onClose: () => void
}) {
  const presets = usePresets()
  const form = useForm({
    initial: {
      name: of?.name ?? '',
      presetId: of ? String(of.presetId) : preset === undefined ? null : String(preset),
      ...(of ? whenOf(of) : NIGHTLY),
      timezone: of?.timezone ?? zone(),
      missed: of?.missed ?? ('once' as const),
      overlap: of?.overlap ?? ('skip' as const),
      ends: of?.endsAt ? of.endsAt.slice(0, 10) : '',
    },
    check: ({ name, presetId, kind, weekdays, time }) => ({
      name: name.trim() === '' && 'Give it a name.',
      presetId: presetId === null && 'Choose a preset.',
      weekdays: kind === 'weekly' && weekdays.length === 0 && 'Choose at least one day.',
      time: ['daily', 'weekly', 'monthly'].includes(kind) && time === '' && 'Give a time.',
    }),
    send: (values) => {
      const { name, presetId, timezone, missed, overlap, ends } = values
      const body = {
        ...{ name: name.trim(), presetId: Number(presetId), timezone, missed, overlap, ...ruleOf(values) },
        endsAt: endOf(ends),
      }
      return of
        ? client.patch('/api/automation/schedules/{id}', { path: { id: of.id }, body })
        : client.post('/api/automation/schedules', { body })
    },
    done: ({ name, next }) => {
      const [first] = next
      notify({
        title: `${name} is ${of ? 'changed' : 'set'}`,
        ...(first && { detail: `It runs next on ${first.words}.` }),
      })
      void queries.invalidateQueries({ queryKey: ['automation', 'schedules'] })
      onClose()
    },
    fieldOf: { no_preset: 'presetId', not_runnable: 'presetId', ends_too_soon: 'ends' },
  })
  const { values } = form
  return (
    <Dialog title={of ? `Change ${of.name}` : 'New schedule'} isOpen wide onClose={onClose}>
      <Form of={form} submit={of ? 'Save' : 'Set the schedule'}>
        {presets.length === 0 && (
          <Hint>There is no preset yet. Make a run, and save it as a preset in its third step.</Hint>
        )}
        <TextInput label="Name (required)" maxLength={200} {...form.field('name')} />
        <Select
          label="What runs (required)"
          description="A preset: template, hosts and variables. Each time it is copied as it is by then."
          data={presets}
          searchable
          {...form.field('presetId')}
        />
        <WhenFields of={form} />
        <NextTimes of={values} endsAt={endOf(values.ends) ?? undefined} />
        <Choices
          label="When the server was down at its time"
          value={values.missed}
          onChange={(missed) => form.set({ missed })}
          of={MISSED}
        />
        <Choices
          label="When the run before is not over"
          value={values.overlap}
          onChange={(overlap) => form.set({ overlap })}
          of={OVERLAP}
        />
        <TextInput label="Last day" description="Empty: it goes on." type="date" {...form.field('ends')} />
      </Form>
    </Dialog>
  )
}

const MISSED = [
  { value: 'once', label: 'Make up for it once' },
  { value: 'skip', label: 'Leave it out, and tell me' },
] as const
const OVERLAP = [
  { value: 'skip', label: 'Leave this time out' },
  { value: 'wait', label: 'Begin once that is over' },
] as const

function Choices<T extends string>({
  label,
  value,
  onChange,
  of,
}: {
  label: string
  value: T
  onChange: (value: T) => void
  of: readonly { value: T; label: string }[]
}) {
  return (
    <Radio.Group label={label} value={value} onChange={(chosen) => onChange(chosen as T)}>
      <div className="stack-small">
        {of.map((each) => (
          <Radio key={each.value} value={each.value} label={each.label} />
        ))}
      </div>
    </Radio.Group>
  )
}

/** The end of that day, where the browser stands. */
const endOf = (date: string): string | null =>
  date === '' ? null : new Date(`${date}T23:59:59`).toISOString()

const MOST = 200

function usePresets() {
  const presets = useData(['automation', 'runs', 'presets'], (signal) =>
    client.read('/api/automation/runs', { query: { preset: true, limit: MOST }, signal }),
  )
  return (presets.data?.data.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))
}
