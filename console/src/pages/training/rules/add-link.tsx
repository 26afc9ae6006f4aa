import { SegmentedControl, Select } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Card } from '../../../ui/card.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { Link } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { slotsOf, type Workshop } from '../workshops/data.ts'

interface Values {
  type: 'inclusive' | 'exclusive'
  one: string | null
  two: string | null
}

const EMPTY: Values = { type: 'inclusive', one: null, two: null }

/** Ties two workshops. */
export function AddLink({
  event,
  workshops,
  url,
}: {
  event: number
  workshops: readonly Workshop[]
  url: string
}) {
  const form = useForm<Values, unknown>({
    initial: EMPTY,
    check: ({ one, two }) => ({
      one: one === null && 'Choose a workshop.',
      two:
        (two === null && 'Choose the other workshop.') ||
        (one === two && 'A workshop cannot be linked with itself. Choose another.'),
    }),
    fieldOf: { invalid_link: 'two' },
    send: ({ one, two, type }) =>
      client.post('/api/training/events/{id}/links', {
        path: { id: event },
        body: { workshop1Id: Number(one), workshop2Id: Number(two), type },
      }),
    done: () => {
      form.reset(EMPTY)
      notify({ title: 'The link is added', detail: 'It counts from now on, for new choices.' })
    },
  })
  const choices = slotsOf(workshops).map(({ moment, workshops }) => ({
    group: moment,
    items: workshops.map(({ id, title }) => ({ value: String(id), label: title })),
  }))
  const [one, two] = [form.values.one, form.values.two].map((id) =>
    workshops.find((each) => String(each.id) === id),
  )
  return (
    <Card title="Link two workshops">
      {workshops.length < 2 ? (
        <p className="small">
          There have to be two workshops first. <Link to={`${url}/workshops`}>Show the workshops</Link>
        </p>
      ) : (
        <Form of={form} submit="Add the link">
          <Select label="Workshop" searchable data={choices} {...form.field('one')} />
          <SegmentedControl
            aria-label="How they are linked"
            data={[
              { value: 'inclusive', label: 'Only together' },
              { value: 'exclusive', label: 'Never together' },
            ]}
            value={form.values.type}
            onChange={(type) => form.set({ type: type as Values['type'] })}
          />
          <Select label="And" searchable data={choices} {...form.field('two')} />
          {one && two && one !== two && (
            <p className="caption" role="status">
              Who chooses <bdi>{one.title}</bdi> {form.values.type === 'inclusive' ? 'must' : 'cannot'} also
              choose <bdi>{two.title}</bdi>, and the other way round.
            </p>
          )}
        </Form>
      )}
    </Card>
  )
}
