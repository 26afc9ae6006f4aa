import { NumberInput, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import type { FormHandle } from '../../../ui/form.tsx'
import { counted } from '../../../ui/time.tsx'
import css from './openings.module.css'
import type { OpeningValue, Values } from './values.ts'

const MINUTE_MS = 60_000

/** So many minutes later on a clock that has no summer time; the zone comes in when it is saved. */
const later = (local: string, minutes: number): string =>
  new Date(Date.parse(`${local}Z`) + minutes * MINUTE_MS).toISOString().slice(0, 16)

/** Classes and groups for whom it opens at another time. */
export function Openings({ form, event }: { form: FormHandle<Values>; event: number }) {
  const { openings, opensAt } = form.values
  const [minutes, setMinutes] = useState<number | string>(10)
  const people = useData(['event', event, 'people-counts'], (signal) =>
    client.read('/api/training/events/{id}/people-counts', { path: { id: event }, signal }),
  )
  const classes = (people.data?.data.classes ?? []).filter(({ value }) => value !== '')
  const known = {
    class: classes.map(({ value }) => value),
    group: (people.data?.data.groups ?? []).map(({ value }) => value).filter(Boolean),
  }
  const put = (at: number, change: Partial<OpeningValue>) =>
    form.set({ openings: openings.map((each, index) => (index === at ? { ...each, ...change } : each)) })
  const stagger = () =>
    form.set({
      openings: classes.map(({ value }, at) => ({
        kind: 'class',
        value,
        opensAt: later(opensAt, at * Number(minutes)),
      })),
    })
  const { id, error } = form.field('openings')
  return (
    <fieldset className={css.openings} id={id} tabIndex={-1}>
      <legend>Opens at another time for</legend>
      {openings.length === 0 && (
        <p className="caption">Nobody: it opens for all at once. Staggered, it is calmer for a big school.</p>
      )}
      {openings.map(({ kind, value, opensAt }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name while it is typed
        <div key={at} className={css.line}>
          <Select
            aria-label={`Class or group, line ${at + 1}`}
            data={[
              { value: 'class', label: 'Class' },
              { value: 'group', label: 'Group' },
            ]}
            value={kind}
            allowDeselect={false}
            onChange={(kind) => put(at, { kind: kind === 'group' ? 'group' : 'class' })}
          />
          <TextInput
            aria-label={`Its name, line ${at + 1}`}
            maxLength={80}
            value={value}
            list={`known-${kind}`}
            onChange={(change) => put(at, { value: change.currentTarget.value })}
          />
          <TextInput
            className={css.time}
            aria-label={`Opens, line ${at + 1}`}
            type="datetime-local"
            value={opensAt}
            onChange={(change) => put(at, { opensAt: change.currentTarget.value })}
          />
          <IconButton
            label={`Take line ${at + 1} away`}
            onClick={() => form.set({ openings: openings.filter((_, index) => index !== at) })}
          >
            <IconX aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      {(['class', 'group'] as const).map((kind) => (
        <datalist key={kind} id={`known-${kind}`}>
          {known[kind].map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      ))}
      {error && (
        <p role="alert" className={css.error}>
          {error}
        </p>
      )}
      <div className="line">
        <Button
          small
          onClick={() => form.set({ openings: [...openings, { kind: 'class', value: '', opensAt }] })}
        >
          Add a class or group
        </Button>
        {classes.length > 1 && (
          <>
            <Button
              small
              onClick={stagger}
              why={opensAt === '' ? 'Say first when it opens for the first class.' : undefined}
            >
              Stagger {counted(classes.length, 'class', 'classes')}
            </Button>
            <NumberInput
              className={css.minutes}
              aria-label="Minutes between two classes"
              suffix=" min apart"
              min={1}
              max={1_440}
              allowDecimal={false}
              value={minutes}
              onChange={setMinutes}
            />
          </>
        )}
      </div>
    </fieldset>
  )
}
