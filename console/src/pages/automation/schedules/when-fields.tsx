import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import '@mantine/core/styles/Combobox.css'
import '@mantine/core/styles/NumberInput.css'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import type { FormHandle } from '../../../ui/form.tsx'
import { KINDS, ruleOf, UNITS, WEEKDAYS, type When } from './words.ts'

/** What the fields here need of a form. */
export interface WhenValues extends When {
  timezone: string
}

/** When something runs again and again: asked for in the easiest way that says it. */
export function WhenFields<V extends WhenValues>({ of: form }: { of: FormHandle<V> }) {
  const { kind, weekdays } = form.values
  const set = (changes: Partial<WhenValues>) => form.set(changes as Partial<V>)
  const isTimed = kind === 'daily' || kind === 'weekly' || kind === 'monthly'
  return (
    <>
      <Select label="How often" data={[...KINDS]} allowDeselect={false} {...form.field('kind')} />
      {kind === 'weekly' && (
        <Checkbox.Group
          label="Days"
          id={form.field('weekdays').id}
          value={weekdays}
          onChange={(value) => set({ weekdays: value })}
          error={form.errors.weekdays}
        >
          <div className="line">
            {WEEKDAYS.map(({ value, label }) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {kind === 'monthly' && (
        <NumberInput label="Day" min={1} max={31} allowDecimal={false} {...form.field('day')} />
      )}
      {isTimed && <TextInput label="Time" type="time" {...form.field('time')} />}
      {kind === 'interval' && (
        <div className="line">
          <NumberInput label="Every" min={1} max={10_000} allowDecimal={false} {...form.field('every')} />
          <Select label="Unit" data={[...UNITS]} allowDeselect={false} {...form.field('unit')} />
        </div>
      )}
      {kind === 'cron' && (
        <TextInput
          label="Minute, hour, day, month, weekday"
          description="Such as 30 6 * * 1-5 for 06:30 from Monday to Friday."
          maxLength={204}
          {...form.field('cron')}
        />
      )}
      {kind !== 'interval' && <Zone of={form} />}
    </>
  )
}

function Zone<V extends WhenValues>({ of: form }: { of: FormHandle<V> }) {
  const zones = useData(['automation', 'zones'], (signal) =>
    client.read('/api/automation/schedules/zones', { signal }),
  )
  const known = zones.data?.data.items ?? [form.values.timezone]
  return (
    <Select
      label="Time zone"
      description="Times follow its clock, over summer time too."
      data={known}
      searchable
      limit={100}
      allowDeselect={false}
      {...form.field('timezone')}
    />
  )
}

/** A rule in words, with the next three times; or what is wrong with it. */
export function NextTimes({ of: values, endsAt }: { of: WhenValues; endsAt?: string | undefined }) {
  const rule = ruleOf(values)
  const query = {
    timezone: values.timezone,
    ...(rule.cron === null ? { everySeconds: rule.everySeconds ?? undefined } : { cron: rule.cron }),
    ...(endsAt && { endsAt }),
  }
  const preview = useData(
    ['automation', 'preview', query],
    (signal) => client.read('/api/automation/schedules/preview', { query, signal }),
    { keep: true },
  )
  if (preview.error) return <p role="status">{preview.error.message}</p>
  const told = preview.data?.data
  return (
    <div role="status" aria-label="Next times" className="stack-small">
      <p>{told?.words ?? ' '}</p>
      {told?.next.length === 0 && <p className="caption">It would not run any more.</p>}
      <ol>
        {told?.next.map(({ at, words }) => (
          <li key={at}>{words}</li>
        ))}
      </ol>
    </div>
  )
}
