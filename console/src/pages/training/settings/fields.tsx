import { Checkbox, NumberInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { Card } from '../../../ui/card.tsx'
import type { FormHandle } from '../../../ui/form.tsx'
import { Openings } from './openings.tsx'
import type { Values } from './values.ts'

interface Fields {
  form: FormHandle<Values>
}

/** What participants read. */
export function AboutFields({ form }: Fields) {
  return (
    <Card title="What people read">
      <div className="stack-small">
        <TextInput
          label="Name (required)"
          description="Also part of the link of the protocol’s own client."
          maxLength={80}
          {...form.field('name')}
        />
        <Textarea
          label="What it is about"
          autosize
          minRows={2}
          maxLength={5_000}
          {...form.field('description')}
        />
        <div className="columns">
          <TextInput label="Place" maxLength={200} {...form.field('place')} />
          <TextInput label="Whom participants ask" maxLength={500} {...form.field('contact')} />
        </div>
        <Select
          label="Language of mails and letters"
          description="Where a participant has none of their own."
          data={[
            { value: '', label: 'That of the installation' },
            { value: 'en', label: 'English' },
            { value: 'nl', label: 'Dutch' },
          ]}
          allowDeselect={false}
          {...form.field('language')}
        />
      </div>
    </Card>
  )
}

/** When people can choose. */
export function TimeFields({ form, event }: Fields & { event: number }) {
  return (
    <Card title="When it is open">
      <div className="stack-small">
        <TextInput
          label="Time zone (required)"
          description="All times below are on its clock, such as Europe/Brussels."
          {...form.field('zone')}
        />
        <div className="columns">
          <TextInput
            label="Opens"
            description="Empty: by hand, or for the classes below."
            type="datetime-local"
            {...form.field('opensAt')}
          />
          <TextInput
            label="Closes"
            description="No choice is taken after it."
            type="datetime-local"
            {...form.field('closesAt')}
          />
        </div>
        <Openings form={form} event={event} />
      </div>
    </Card>
  )
}

/** First come, or wishes; and the waiting lists. */
export function HowFields({ form }: Fields) {
  const isWishes = form.values.mode === 'wishes'
  return (
    <Card title="How people get workshops">
      <div className="stack-small">
        <SegmentedControl
          aria-label="How people get workshops"
          data={[
            { value: 'choice', label: 'They choose, first come' },
            { value: 'wishes', label: 'They rank wishes' },
          ]}
          value={form.values.mode}
          onChange={(mode) => form.set({ mode: mode as Values['mode'] })}
        />
        {isWishes && (
          <>
            <TextInput
              label="Wishes until"
              description="After it you have them distributed, look at the result, and publish it."
              type="datetime-local"
              {...form.field('wishesUntil')}
            />
            <div className="columns">
              <NumberInput
                label="Wishes that one may rank"
                description="For each time slot."
                min={1}
                max={20}
                allowDecimal={false}
                {...form.field('wishesMost')}
              />
              <NumberInput
                label="Wishes that one must rank"
                description="Fewer are refused."
                min={0}
                max={20}
                allowDecimal={false}
                {...form.field('wishesLeast')}
              />
            </div>
          </>
        )}
        <Checkbox
          label="Waiting lists for full workshops"
          description="A seat that falls free goes to whoever waits first and can take it."
          {...form.toggle('waiting')}
        />
        {form.values.waiting && (
          <NumberInput
            label="Minutes that a freed seat is kept"
            description="So long the first in line can say yes; then it goes to the next. 0 gives it to them at once."
            min={0}
            max={20_160}
            allowDecimal={false}
            {...form.field('offerMinutes')}
          />
        )}
      </div>
    </Card>
  )
}

/** How long names, keys and choices are kept. */
export function PrivacyFields({ form }: Fields) {
  return (
    <Card title="Personal data">
      <NumberInput
        label="Days until it is erased"
        description="Counted from the end of the last workshop, else from when it closes. Names, keys, mails and choices go, the numbers stay. You are told a week before. Empty: never by itself."
        min={1}
        max={3_650}
        allowDecimal={false}
        {...form.field('eraseDays')}
      />
    </Card>
  )
}
