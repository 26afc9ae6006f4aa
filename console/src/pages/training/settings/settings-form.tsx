import { client } from '../../../app/client.ts'
import { useFollowing, useVersions, VersionsChoice } from '../../../app/versions.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import type { Event } from '../event.ts'
import { isZone } from '../local-time.ts'
import { AboutFields, HowFields, PrivacyFields, TimeFields } from './fields.tsx'
import { bodyOf, FIELDS, type Values, valuesOf } from './values.ts'

/** All settings of an event in one form; what somebody else saved meanwhile is never overwritten unseen. */
export function SettingsForm({ event, etag }: { event: Event; etag: string | undefined }) {
  const versions = useVersions<Values>(
    { etag, values: valuesOf(event) },
    {
      load: async () => {
        const { data, etag } = await client.read('/api/training/events/{id}', { path: { id: event.id } })
        return { etag, values: valuesOf(data) }
      },
      save: (values, match) =>
        client.patch('/api/training/events/{id}', {
          path: { id: event.id },
          body: bodyOf(values),
          ...match,
        }),
      done: () => notify({ title: 'The settings are saved' }),
      stays: true,
    },
  )
  const form: FormHandle<Values> = useForm<Values, unknown>({
    initial: versions.base.values,
    check: ({ name, zone, opensAt, closesAt, wishesMost, wishesLeast, openings }) => ({
      name: !name.trim() && 'Give the event a name.',
      zone: !isZone(zone.trim()) && 'Write it as Europe/Brussels, or UTC.',
      closesAt: opensAt !== '' && closesAt !== '' && closesAt <= opensAt && 'Choose a time after it opens.',
      wishesLeast:
        Number(wishesLeast) > Number(wishesMost) && 'People cannot have to rank more than they may.',
      openings:
        openings.some(({ value, opensAt }) => value.trim() === '' || opensAt === '') &&
        'Each line needs a class or a group, and a time.',
    }),
    fieldOf: { name_taken: 'name' },
    ...versions.formOf(() => form),
  })
  useFollowing(versions, form, { etag, values: valuesOf(event) })
  if (versions.theirs)
    return (
      <VersionsChoice
        of={versions}
        form={form}
        title="Somebody else saved these settings meanwhile."
        fields={FIELDS}
      />
    )
  return (
    <Form of={form} submit="Save">
      <AboutFields form={form} />
      <TimeFields form={form} event={event.id} />
      <HowFields form={form} />
      <PrivacyFields form={form} />
    </Form>
  )
}
