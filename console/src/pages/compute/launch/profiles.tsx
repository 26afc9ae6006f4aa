import { NativeSelect, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import css from './launch.module.css'
import { bodyOf, type LaunchKind, type Profile, type Values } from './values.ts'

const refresh = () => queries.invalidateQueries({ queryKey: ['launch'] })

/** Fills the form: with what was used last, or with a profile, which can be forgotten here. */
export function ProfileChoice({
  profiles,
  chosen,
  onChange,
}: {
  profiles: readonly Profile[]
  chosen: number | undefined
  onChange: (profile: Profile | undefined) => void
}) {
  const act = useAct()
  if (profiles.length === 0) return null
  const profile = profiles.find(({ id }) => id === chosen)
  const forget = async ({ id, name, ...kept }: Profile) => {
    const isDone = await act(() => client.delete('/api/compute/profiles/{id}', { path: { id } }), {
      done: `The profile “${name}” is forgotten`,
      undo: async () => {
        const { kind, options, fields, resource } = kept
        await client.put('/api/compute/profiles', { body: { name, kind, options, fields, resource } })
        await refresh()
      },
    })
    if (!isDone) return
    onChange(undefined)
    await refresh()
  }
  return (
    <div className={css.profiles}>
      <NativeSelect
        aria-label="Fill the form with"
        data={[
          { value: '', label: 'Last used' },
          ...profiles.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        value={profile ? String(profile.id) : ''}
        onChange={({ currentTarget: { value } }) => onChange(profiles.find(({ id }) => String(id) === value))}
      />
      {profile && (
        <IconButton label={`Forget the profile ${profile.name}`} framed onClick={() => void forget(profile)}>
          <IconTrash aria-hidden="true" />
        </IconButton>
      )}
    </div>
  )
}

/** Keeps what stands in the form under a name. */
export function SaveProfile({
  kind,
  values,
  name,
}: {
  kind: LaunchKind
  values: Values
  /** Of the profile that the form was filled with. */
  name: string
}) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="quiet" small onClick={() => setOpen(true)}>
        Save as a profile
      </Button>
      <Dialog title="Save as a profile" isOpen={isOpen} onClose={() => setOpen(false)}>
        <SaveForm kind={kind} values={values} name={name} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function SaveForm({
  kind,
  values,
  name,
  onClose,
}: {
  kind: LaunchKind
  values: Values
  name: string
  onClose: () => void
}) {
  const form = useForm({
    initial: { name },
    check: ({ name }) => ({ name: !name.trim() && 'Give the profile a name.' }),
    send: ({ name }) =>
      client.put('/api/compute/profiles', { body: { ...bodyOf(kind, values), name: name.trim() } }),
    done: async ({ name }) => {
      onClose()
      notify({ title: `The profile “${name}” is kept`, detail: 'It stands above the form.' })
      await refresh()
    },
  })
  return (
    <Form of={form} submit="Save the profile" cancel={<Button onClick={onClose}>Back</Button>}>
      <TextInput
        label="Name (required)"
        description="One of yours that has this name becomes this one."
        maxLength={60}
        data-autofocus
        {...form.field('name')}
      />
    </Form>
  )
}
