import { Select, TextInput } from '@mantine/core'
import { useRef } from 'react'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { useVersions, VersionsChoice } from '../../../app/versions.tsx'
import { Card } from '../../../ui/card.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { fixedBy, type Settings } from './settings.tsx'

interface Values {
  name: string
  contact: string
  language: string
  publicUrl: string
}

const FIELDS = [
  { name: 'name', label: 'Name' },
  { name: 'contact', label: 'Whom people ask' },
  { name: 'language', label: 'Language' },
  { name: 'publicUrl', label: 'Address' },
] as const

const LANGUAGES = [
  { value: 'en', label: 'English' },
  { value: 'nl', label: 'Nederlands' },
]

function valuesOf({ data }: Settings): Values {
  const of = (name: string) => String(data.items.find((each) => each.name === name)?.value ?? '')
  return { name: of('name'), contact: of('contact'), language: of('language'), publicUrl: of('publicUrl') }
}

/** Only what differs is sent: a default that nobody touched stays one. */
function changesOf(mine: Values, theirs: Values) {
  const changed = FIELDS.filter(({ name }) => mine[name] !== theirs[name])
  return Object.fromEntries(changed.map(({ name }) => [name, mine[name].trim() || null]))
}

/** What this installation is called, and where people find it. */
export function InstallationForm({ of: settings }: { of: Settings }) {
  const first = { etag: settings.etag, values: valuesOf(settings) }
  const known = useRef(first.values)
  const versions = useVersions<Values>(first, {
    load: async () => {
      const { etag, data } = await client.read('/api/settings')
      known.current = valuesOf({ ...settings, data })
      return { etag, values: known.current }
    },
    save: (values, match) =>
      client.patch('/api/settings', { body: changesOf(values, known.current), ...match }),
    done: async () => {
      await queries.invalidateQueries({ queryKey: ['settings'] })
      await queries.invalidateQueries({ queryKey: ['session'] })
      notify({ title: 'The settings are saved' })
    },
    stays: true,
  })
  const form: FormHandle<Values> = useForm<Values, unknown>({
    initial: versions.base.values,
    check: ({ name, publicUrl }) => ({
      name: !name.trim() && 'Give it a name that your people know.',
      publicUrl:
        publicUrl.trim() !== '' &&
        !/^https?:\/\/[^\s/]+\/?$/.test(publicUrl.trim()) &&
        'Write the whole address, such as https://atelier.example.org.',
    }),
    ...versions.formOf(() => form),
  })
  const reasonFor = (name: string, usual: string) => {
    const setting = settings.data.items.find((each) => each.name === name)
    return (setting && fixedBy(setting)) ?? usual
  }
  const isFixed = (name: string) => settings.data.items.some((each) => each.name === name && !each.editable)
  const isAllFixed = FIELDS.every(({ name }) => isFixed(name))
  if (versions.theirs)
    return (
      <VersionsChoice
        of={versions}
        form={form}
        title="Somebody else changed the settings meanwhile."
        fields={FIELDS}
      />
    )
  return (
    <Card title="This installation">
      <Form
        of={form}
        submit="Save"
        why={
          isAllFixed
            ? 'All of it is set outside of the console.'
            : form.isTouched
              ? undefined
              : 'Nothing is changed.'
        }
      >
        <TextInput
          label="Name (required)"
          description={reasonFor('name', 'It stands on every page.')}
          maxLength={60}
          readOnly={isFixed('name')}
          dir="auto"
          {...form.field('name')}
        />
        <TextInput
          label="Whom people ask"
          description={reasonFor(
            'contact',
            'A name, an address, a telephone number. The sign-in page says it.',
          )}
          maxLength={200}
          readOnly={isFixed('contact')}
          dir="auto"
          {...form.field('contact')}
        />
        <Select
          label="Language"
          description={reasonFor('language', 'Of pages and mails for whoever has not chosen one.')}
          data={LANGUAGES}
          allowDeselect={false}
          readOnly={isFixed('language')}
          {...form.field('language')}
        />
        <TextInput
          label="Address that people use"
          description={reasonFor(
            'publicUrl',
            'Links in mails and letters lead there. It counts after a restart.',
          )}
          placeholder="https://atelier.example.org"
          spellCheck={false}
          readOnly={isFixed('publicUrl')}
          {...form.field('publicUrl')}
        />
      </Form>
    </Card>
  )
}
