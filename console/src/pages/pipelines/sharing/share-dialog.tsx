import { Checkbox, Radio, Select } from '@mantine/core'
import '@mantine/core/styles/Combobox.css'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { Hint } from '../../../ui/states.tsx'
import { type Shared, sharesAt } from './shares.tsx'

const TERMS = [
  { value: '1', label: 'for a day' },
  { value: '7', label: 'for a week' },
  { value: '14', label: 'for two weeks' },
  { value: '90', label: 'for three months' },
  { value: '365', label: 'for a year' },
]

interface Receiver {
  kind: 'account' | 'group'
  id: number
  label: string
}

/** Shares a thing with a person or a group, or makes a link of it, which is shown this once. */
export function ShareDialog({ of, onClose }: { of: Shared; onClose: () => void }) {
  const [address, setAddress] = useState<string>()
  const [chosen, choose] = useState<Receiver>()
  const form = useForm({
    initial: { way: 'people', who: '', days: '14', inputs: false },
    check: ({ way }) => ({ who: way === 'people' && !chosen && 'Choose a person or a group.' }),
    send: ({ way, days, inputs }) =>
      client.post(sharesAt(of), {
        path: { id: of.id },
        body:
          way === 'link'
            ? { link: true as const, days: Number(days), inputs }
            : { [chosen?.kind ?? 'account']: chosen?.id, inputs },
      }),
    done: (made) => {
      if (made.address !== null) return setAddress(made.address)
      notify({
        title: `${of.name} is shared with ${chosen?.label}`,
        detail: 'They are told, and see it in their list.',
      })
      onClose()
    },
  })
  const isLink = form.values.way === 'link'
  return (
    <Dialog title={`Share ${of.name}`} isOpen onClose={onClose}>
      {address === undefined ? (
        <Form of={form} submit={isLink ? 'Make a link' : 'Share'}>
          <Radio.Group label="With whom" {...form.field('way')}>
            <div className="stack-small">
              <Radio value="people" label="a person or a group here" />
              <Radio value="link" label="whoever has a link, without an account" />
            </div>
          </Radio.Group>
          {isLink ? (
            <Select label="How long it works" data={TERMS} allowDeselect={false} {...form.field('days')} />
          ) : (
            <Receivers chosen={chosen} choose={choose} error={form.field('who').error} />
          )}
          <Checkbox
            label="The form and its input files too"
            description="Without it they see results and log alone."
            checked={form.values.inputs}
            onChange={(event) => form.set({ inputs: event.currentTarget.checked })}
          />
        </Form>
      ) : (
        <div className="stack-small">
          <Hint look="done">
            This is the only time that it is shown. Send it to whom you want to show it.
          </Hint>
          <Copy text={address} label="the link" />
          <div className="line">
            <Button look="filled" onClick={onClose}>
              I have copied it
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  )
}

function Receivers({
  chosen,
  choose,
  error,
}: {
  chosen: Receiver | undefined
  choose: (receiver: Receiver | undefined) => void
  error?: React.ReactNode
}) {
  const [search, setSearch] = useState('')
  const text = search.trim()
  const found = useData(
    ['pipelines', 'receivers', text],
    (signal) => client.read('/api/pipelines/receivers', { query: { search: text || undefined }, signal }),
    { keep: true },
  )
  const options = (found.data?.data.items ?? []).map(({ kind, id, name, fullName }) => ({
    ...{ kind, id, value: `${kind}:${id}` },
    label: kind === 'group' ? `${name} (group)` : fullName,
  }))
  return (
    <Select
      label="Person or group (required)"
      placeholder="Name"
      searchable
      onSearchChange={setSearch}
      filter={({ options }) => options}
      nothingFoundMessage="Nobody here whom you can find is called so. A link can be sent to anybody."
      data={options.map(({ value, label }) => ({ value, label }))}
      value={chosen ? `${chosen.kind}:${chosen.id}` : null}
      onChange={(value) => choose(options.find((option) => option.value === value))}
      error={error}
    />
  )
}
