import { NumberInput, Textarea, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import type { ChangeEvent } from 'react'
import { client } from '../../../app/client.ts'
import { useFollowing, useVersions, VersionsChoice } from '../../../app/versions.tsx'
import { Button } from '../../../ui/button.tsx'
import type { ConflictField } from '../../../ui/conflict.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import type { Event } from '../event.ts'
import { isoOf, localOf } from '../local-time.ts'
import type { Workshop } from './data.ts'

interface Values {
  title: string
  moment: string
  seats: number | string
  targetGroup: string
  least: number | string
  startsAt: string
  endsAt: string
  room: string
  teacher: string
  description: string
}

const FIELDS: readonly ConflictField<Values>[] = [
  { name: 'title', label: 'Title' },
  { name: 'moment', label: 'Time slot' },
  { name: 'seats', label: 'Seats' },
  { name: 'targetGroup', label: 'Group' },
  { name: 'least', label: 'At least' },
  { name: 'startsAt', label: 'Begins' },
  { name: 'endsAt', label: 'Ends' },
  { name: 'room', label: 'Room' },
  { name: 'teacher', label: 'Teacher' },
  { name: 'description', label: 'What it is about' },
]

function valuesOf(workshop: Workshop | undefined, zone: string, last: Workshop | undefined): Values {
  const { startsAt = null, endsAt = null } = workshop ?? last ?? {}
  return {
    title: workshop?.title ?? '',
    // The next one is likely at the time slot of the last.
    moment: workshop?.moment ?? last?.moment ?? '',
    seats: workshop?.seats ?? 20,
    targetGroup: workshop?.targetGroup ?? '',
    least: workshop?.least ?? 0,
    startsAt: localOf(zone, startsAt),
    endsAt: localOf(zone, endsAt),
    room: workshop?.room ?? '',
    teacher: workshop?.teacher ?? '',
    description: workshop?.description ?? '',
  }
}

const bodyOf = (values: Values, zone: string) => ({
  title: values.title.trim(),
  moment: values.moment.trim(),
  seats: Number(values.seats),
  targetGroup: values.targetGroup.trim(),
  least: Number(values.least),
  startsAt: isoOf(zone, values.startsAt),
  endsAt: isoOf(zone, values.endsAt),
  room: values.room.trim() || null,
  teacher: values.teacher.trim() || null,
  description: values.description,
})

export interface WorkshopFormProps {
  event: Event
  others: readonly Workshop[]
  /** Undefined for a new one. */
  workshop: Workshop | undefined
  etag: string | undefined
  /** The address of the list. */
  list: string
}

/** What a workshop says about itself. What somebody else saved meanwhile is never overwritten unseen. */
export function WorkshopForm({ event, others, workshop, etag, list }: WorkshopFormProps) {
  const go = useGo()
  const { zone } = event
  const versions = useVersions<Values>(
    { etag, values: valuesOf(workshop, zone, others.at(-1)) },
    {
      load: async () => {
        const { data, etag } = await client.read('/api/training/events/{id}/workshops', {
          path: { id: event.id },
        })
        const now = data.items.find(({ id }) => id === workshop?.id)
        return { etag, values: valuesOf(now, zone, undefined) }
      },
      save: (values, match) =>
        workshop === undefined
          ? client.post('/api/training/events/{id}/workshops', {
              path: { id: event.id },
              body: bodyOf(values, zone),
            })
          : client.patch('/api/training/events/{id}/workshops/{workshop}', {
              path: { id: event.id, workshop: workshop.id },
              body: bodyOf(values, zone),
              ...match,
            }),
      done: ({ title }) => {
        notify({ title: workshop ? `${title} is saved` : `${title} is added` })
        go(list)
      },
    },
  )
  const form: FormHandle<Values> = useForm<Values, unknown>({
    initial: versions.base.values,
    ...(workshop === undefined && { draft: `workshop.new.${event.id}` }),
    check: ({ title, moment, startsAt, endsAt }) => ({
      title: !title.trim() && 'Give the workshop a title.',
      moment: !moment.trim() && 'Name its time slot, such as 1. Morning.',
      endsAt: startsAt !== '' && endsAt !== '' && endsAt <= startsAt && 'Choose an end after the beginning.',
    }),
    ...versions.formOf(() => form),
  })
  // A new one has no version; what others add meanwhile must not empty it.
  useFollowing(
    versions,
    form,
    workshop ? { etag, values: valuesOf(workshop, zone, undefined) } : versions.base,
  )
  if (versions.theirs)
    return (
      <VersionsChoice
        of={versions}
        form={form}
        title="Somebody else changed this workshop meanwhile."
        fields={FIELDS}
      />
    )
  const takeSlot = (change: ChangeEvent<HTMLInputElement>) => {
    const moment = change.currentTarget.value
    const same = others.find((each) => each.moment === moment)
    form.set({
      moment,
      ...(same && { startsAt: localOf(zone, same.startsAt), endsAt: localOf(zone, same.endsAt) }),
    })
  }
  return (
    <Form of={form} submit={workshop ? 'Save' : 'Add the workshop'} cancel={<Button to={list}>Back</Button>}>
      <TextInput label="Title (required)" maxLength={80} {...form.field('title')} />
      <TextInput
        label="Time slot (required)"
        description="As people read it, such as Wed 2 Dec, morning. Workshops with the same text are at the same time: one can take only one of them."
        maxLength={80}
        list="slots"
        {...form.field('moment')}
        onChange={takeSlot}
      />
      <Choices id="slots" of={others.map(({ moment }) => moment)} />
      <div className="columns">
        <TextInput
          label="Begins"
          description={`Time zone ${zone}.`}
          type="datetime-local"
          {...form.field('startsAt')}
        />
        <TextInput
          label="Ends"
          description="For calendars, and to find clashes."
          type="datetime-local"
          {...form.field('endsAt')}
        />
      </div>
      <div className="columns">
        <NumberInput
          label="Seats"
          description={
            workshop && Number(form.values.seats) < workshop.registrations
              ? `${workshop.registrations} are in it, and stay.`
              : 'Never more than these are given.'
          }
          min={0}
          max={1_000_000}
          allowDecimal={false}
          {...form.field('seats')}
        />
        <NumberInput
          label="At least"
          description="With fewer you are asked to decide. 0 is any number."
          min={0}
          max={1_000_000}
          allowDecimal={false}
          {...form.field('least')}
        />
      </div>
      <TextInput
        label="Group"
        description="Only people of this group may take it. Empty is for people without a group."
        maxLength={80}
        list="groups"
        {...form.field('targetGroup')}
      />
      <Choices id="groups" of={others.map(({ targetGroup }) => targetGroup)} />
      <div className="columns">
        <TextInput label="Room" maxLength={200} list="rooms" {...form.field('room')} />
        <TextInput label="Teacher" maxLength={200} list="teachers" {...form.field('teacher')} />
      </div>
      <Choices id="rooms" of={others.map(({ room }) => room ?? '')} />
      <Choices id="teachers" of={others.map(({ teacher }) => teacher ?? '')} />
      <Textarea
        label="What it is about"
        description="People read it before they choose."
        autosize
        minRows={3}
        maxLength={20_000}
        {...form.field('description')}
      />
    </Form>
  )
}

/** What others have, as proposals of a field. */
function Choices({ id, of }: { id: string; of: readonly string[] }) {
  return (
    <datalist id={id}>
      {[...new Set(of)].filter(Boolean).map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  )
}
