import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { Hint } from '../../../ui/states.tsx'
import { count, counted } from '../../../ui/time.tsx'
import type { Event } from '../event.ts'
import { ASIDE, type Line, lineWords, type Preview, type Rule, rulesOf, totalWords } from './place-words.ts'
import type { Selection } from './selection.ts'

interface PlaceProps {
  event: Event
  /** Whom it is about. */
  who: Selection
  /** How they are called: a name, or "18 people". */
  name: string
  onClose: () => void
}

const ACTS = [
  { value: 'place', label: 'Give a place' },
  { value: 'remove', label: 'Take the place away' },
  { value: 'loosen', label: 'Let them change it themselves again' },
] as const
type Act = (typeof ACTS)[number]['value']

interface Values {
  act: Act
  workshop: string
  fixed: boolean
  both: boolean
  aside: readonly Rule[]
  skip: boolean
  reason: string
}

const NOTHING: Values = {
  ...{ act: 'place', workshop: '', reason: '' },
  ...{ fixed: false, both: false, skip: false, aside: [] },
}
const MOST_NAMED = 8

/** Places are given, fixed and taken away on behalf of people; what a rule says against it is said before. */
export function PlaceDialog({ event, who, name, onClose }: PlaceProps) {
  const path = { id: event.id }
  const form = useForm({
    initial: NOTHING,
    check: ({ workshop, reason }) => ({
      workshop: workshop === '' && 'Choose a workshop.',
      reason: reason.trim() === '' && 'Say why, so that others can read it in the journal.',
    }),
    send: (values) =>
      client.post('/api/training/events/{id}/places', {
        path,
        body: { ...who, ...wanted(values), reason: values.reason, skip: values.skip },
      }),
    done: ({ changed, stopped }) => {
      notify({
        title: changed === 1 ? `Changed for ${counted(1, 'person')}` : `Changed for ${count(changed)} people`,
        ...(stopped.length > 0 && { detail: `${counted(stopped.length, 'person', 'people')} left out.` }),
      })
      onClose()
    },
  })
  const preview = usePreview(event.id, who, form.values)
  const lines = preview?.items ?? []
  const stopped = lines.filter((line) => line.stopped).length
  const isStopped = stopped > 0 && !form.values.skip
  return (
    <Dialog title={`Places of ${name}`} isOpen onClose={onClose} wide>
      <Form
        of={form}
        submit={ACTS.find(({ value }) => value === form.values.act)?.label ?? ''}
        why={isStopped ? 'A rule speaks against it that is not set aside.' : undefined}
      >
        <Fields form={form} eventId={event.id} />
        {preview && <Outcome of={preview} />}
        <Aside form={form} lines={lines} />
        {lines.length > 1 && (stopped > 0 || form.values.skip) && (
          <Checkbox
            label={`Leave out ${counted(stopped, 'person', 'people')} whom a rule keeps out`}
            {...form.toggle('skip')}
          />
        )}
        <TextInput label="Reason (required)" maxLength={500} {...form.field('reason')} />
      </Form>
    </Dialog>
  )
}

const wanted = ({ act, workshop, fixed, both, aside }: Values) => ({
  ...{ act, fixed, move: !both, workshopId: Number(workshop), overrides: [...aside] },
})

/** What it would come to with what is chosen so far. */
function usePreview(eventId: number, who: Selection, values: Values): Preview | undefined {
  const body = { ...who, ...wanted(values) }
  const found = useData(
    ['event', eventId, 'place-preview', JSON.stringify(body)],
    async () => ({
      data: await client.post('/api/training/events/{id}/places/preview', { path: { id: eventId }, body }),
      seq: undefined,
      etag: undefined,
    }),
    { when: values.workshop !== '', keep: true, live: ['training'] },
  )
  return values.workshop === '' ? undefined : found.data?.data
}

function Fields({ form, eventId }: { form: FormHandle<Values>; eventId: number }) {
  const workshops = useData(['event', eventId, 'attendance'], (signal) =>
    client.read('/api/training/events/{id}/attendance', { path: { id: eventId }, signal }),
  )
  const slots = Map.groupBy(workshops.data?.data.workshops ?? [], ({ moment }) => moment)
  return (
    <>
      <NativeSelect label="What" data={[...ACTS]} {...form.field('act')} />
      <NativeSelect
        label="Workshop (required)"
        {...form.field('workshop')}
        data={[
          { value: '', label: 'Choose one' },
          ...[...slots].map(([group, items]) => ({
            group,
            items: items.map(({ id, title, seats, registered }) => ({
              value: String(id),
              label: `${title} (${count(registered)} of ${count(seats)})`,
            })),
          })),
        ]}
      />
      {form.values.act === 'place' && (
        <>
          <Checkbox
            label="Fix it"
            description="Only an organiser may take it away."
            {...form.toggle('fixed')}
          />
          <Checkbox label="Keep what they have in that time slot too" {...form.toggle('both')} />
        </>
      )}
    </>
  )
}

function Outcome({ of: { items, offers } }: { of: Preview }) {
  const [only] = items
  const broken = items.filter(({ breaks }) => breaks.length > 0)
  const isStopped = items.some(({ stopped }) => stopped)
  return (
    <div role="status">
      <Hint look={isStopped ? 'attention' : 'done'}>
        {items.length === 1 && only ? lineWords(only) : totalWords(items)}
        {offers > 0 && ` ${counted(offers, 'seat is', 'seats are')} kept for people who were offered one.`}
        {items.length > 1 && broken.length > 0 && <Named of={broken} />}
      </Hint>
    </div>
  )
}

function Named({ of: lines }: { of: readonly Line[] }) {
  return (
    <ul>
      {lines.slice(0, MOST_NAMED).map((line) => (
        <li key={line.id}>
          <strong>
            <bdi>{line.name}</bdi>
          </strong>
          : {lineWords(line)}
        </li>
      ))}
      {lines.length > MOST_NAMED && <li>And {count(lines.length - MOST_NAMED)} more.</li>}
    </ul>
  )
}

/** One box for each rule that is in the way: each is set aside by itself. */
function Aside({ form, lines }: { form: FormHandle<Values>; lines: readonly Line[] }) {
  const { aside } = form.values
  const rules = rulesOf(lines)
  if (rules.length === 0) return null
  return (
    <Checkbox.Group
      label="Set aside"
      value={[...aside]}
      onChange={(given) => form.set({ aside: given as Rule[] })}
    >
      <div className="stack-small">
        <p className="caption">What is set aside stays marked at the place, in lists, and to the person.</p>
        {rules.map((rule) => (
          <Checkbox key={rule} value={rule} label={ASIDE[rule]} />
        ))}
      </div>
    </Checkbox.Group>
  )
}
