import { Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { useRef } from 'react'
import { useVersions, type Version, VersionsChoice } from '../../../app/versions.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import type { ConflictField } from '../../../ui/conflict.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { Hint } from '../../../ui/states.tsx'
import { ToldChannels } from '../channels/told-channels.tsx'
import type { Readiness, Template } from './data.ts'
import { draftOf, type FieldDraft, FieldEditors, fieldOf } from './field-editor.tsx'
import { Preview } from './template.tsx'
import css from './templates.module.css'

type Told = NonNullable<Template['notify']['on']> | ''

/** A template as the form has it. */
export interface TemplateValues {
  name: string
  description: string
  packagePath: string
  fileName: string
  functionName: string
  changes: boolean
  canDryRun: boolean
  needsApproval: boolean
  keepsConfiguration: boolean
  workers: number | ''
  hostSeconds: number | ''
  runMinutes: number | ''
  told: Told
  channels: readonly number[]
  accounts: readonly number[]
  fields: readonly FieldDraft[]
}

export const EMPTY: TemplateValues = {
  name: '',
  description: '',
  packagePath: '/web_nornir/job_templates/',
  fileName: '',
  functionName: 'job_function',
  changes: false,
  canDryRun: false,
  needsApproval: false,
  keepsConfiguration: false,
  workers: '',
  hostSeconds: '',
  runMinutes: '',
  told: '',
  channels: [],
  accounts: [],
  fields: [],
}

export const valuesOf = ({ form, notify, ...of }: Template): TemplateValues => ({
  ...{ name: of.name, packagePath: of.packagePath, fileName: of.fileName, functionName: of.functionName },
  ...{ changes: of.changes, canDryRun: of.canDryRun, needsApproval: of.needsApproval },
  keepsConfiguration: of.keepsConfiguration,
  description: of.description ?? '',
  workers: of.workers ?? '',
  hostSeconds: of.hostSeconds ?? '',
  runMinutes: of.runMinutes ?? '',
  told: notify.on ?? '',
  channels: notify.channels ?? [],
  accounts: notify.accounts ?? [],
  fields: form.map((field) => draftOf(field, field.name)),
})

const orNull = (value: number | ''): number | null => (value === '' ? null : value)

const bodyOf = ({ fields, told, channels, accounts, ...values }: TemplateValues) => ({
  ...values,
  name: values.name.trim(),
  description: values.description.trim() || null,
  fileName: values.fileName.trim(),
  packagePath: values.packagePath.trim(),
  functionName: values.functionName.trim(),
  workers: orNull(values.workers),
  hostSeconds: orNull(values.hostSeconds),
  runMinutes: orNull(values.runMinutes),
  form: fields.map(fieldOf),
  notify: {
    ...(told !== '' && { on: told }),
    ...(channels.length > 0 && { channels: [...channels] }),
    ...(accounts.length > 0 && { accounts: [...accounts] }),
  },
})

type Body = ReturnType<typeof bodyOf>
type Proposal = NonNullable<Readiness['proposal']>

interface TemplateFormProps {
  first: Version<TemplateValues>
  load: () => Promise<Version<TemplateValues>>
  save: (body: Body, match: { ifMatch?: string }) => Promise<unknown>
  done: (values: TemplateValues) => unknown
  submit: string
  cancel: string
  /** What the file says of itself. */
  proposal?: Proposal | undefined
}

/** All that is said of a template, with the form that people will fill in beside it. */
export function TemplateForm({ first, load, save, done, submit, cancel, proposal }: TemplateFormProps) {
  const versions = useVersions(first, { load, save: (values, match) => save(bodyOf(values), match), done })
  const handle = useRef<FormHandle<TemplateValues>>(null)
  const form: FormHandle<TemplateValues> = useForm({
    initial: first.values,
    check: (values) => ({
      name: values.name.trim() === '' && 'Give the template a name.',
      fileName: values.fileName.trim() === '' && 'Name its file, such as backup.py.',
      fields: faultOf(values.fields),
    }),
    ...versions.formOf(() => handle.current as FormHandle<TemplateValues>),
  })
  handle.current = form
  const { values } = form
  const shown = values.fields.filter(({ name }) => name.trim() !== '').map(fieldOf)
  return (
    <WithSide
      side={
        <Card title="What people will see">
          {shown.length === 0 ? (
            <p className="small muted">Nothing: it asks for no variables.</p>
          ) : (
            <Preview key={JSON.stringify(shown)} form={shown} />
          )}
        </Card>
      }
    >
      <VersionsChoice
        of={versions}
        form={form}
        title="Somebody else changed this template"
        fields={CONFLICTS}
      />
      <Form of={form} submit={submit} cancel={<Button to={cancel}>Cancel</Button>}>
        <Card title="What it is">
          <div className="stack">
            <TextInput label="Name (required)" maxLength={200} {...form.field('name')} />
            <Textarea
              label="Description"
              description="What it does, and when to take it."
              autosize
              minRows={2}
              maxRows={10}
              {...form.field('description')}
            />
            <div className={css.fields}>
              <TextInput
                label="File (required)"
                description=".py, .ts, .mts, .js or .mjs, in its folder."
                maxLength={256}
                {...form.field('fileName')}
              />
              <TextInput
                label="Folder"
                description="Inside the automation root."
                maxLength={256}
                {...form.field('packagePath')}
              />
              <TextInput
                label="Function"
                description="It is called with a task, and the variables."
                maxLength={256}
                {...form.field('functionName')}
              />
            </div>
          </div>
        </Card>
        <Card title="What to know of it">
          <div className="stack-small">
            <Checkbox label="It changes its hosts: one such run a host at once" {...form.toggle('changes')} />
            <Checkbox label="It knows a dry run, which changes nothing" {...form.toggle('canDryRun')} />
            <Checkbox label="A second person must approve each run" {...form.toggle('needsApproval')} />
            <Checkbox
              label="Its result is the configuration of a host, and is kept in versions"
              {...form.toggle('keepsConfiguration')}
            />
          </div>
        </Card>
        <Card title="Limits">
          <div className={css.fields}>
            <NumberInput
              label="Hosts at once"
              description="Empty: as the settings say."
              min={1}
              max={1_000}
              allowDecimal={false}
              {...form.field('workers')}
            />
            <NumberInput
              label="Seconds for a host"
              description="Then it is left as timed out."
              min={1}
              max={86_400}
              allowDecimal={false}
              {...form.field('hostSeconds')}
            />
            <NumberInput
              label="Minutes for a run"
              description="Then all of it is ended."
              min={1}
              max={10_080}
              allowDecimal={false}
              {...form.field('runMinutes')}
            />
            <NativeSelect
              label="Who began a run is told"
              description="Presets and runs may say something else."
              data={TOLD}
              {...form.field('told')}
            />
            <ToldChannels value={values.channels} onChange={(channels) => form.set({ channels })} />
          </div>
        </Card>
        <h2>Variables</h2>
        <Suggestion proposal={proposal} fields={values.fields} take={(fields) => form.set({ fields })} />
        <FieldEditors
          id={`${form.id}-fields`}
          of={values.fields}
          onChange={(fields) => form.set({ fields })}
          error={form.errors.fields}
        />
      </Form>
    </WithSide>
  )
}

const TOLD: readonly { value: Told; label: string }[] = [
  { value: '', label: 'Of failures' },
  { value: 'finished', label: 'Of runs that finish' },
  { value: 'both', label: 'Of every end' },
]

const countOf = (value: unknown) => String((value as readonly number[]).length)
const yesOrNo = (value: unknown) => (value ? 'Yes' : 'No')

const CONFLICTS: readonly ConflictField<TemplateValues>[] = [
  { name: 'name', label: 'Name' },
  { name: 'description', label: 'Description' },
  { name: 'fileName', label: 'File' },
  { name: 'packagePath', label: 'Folder' },
  { name: 'functionName', label: 'Function' },
  { name: 'changes', label: 'Changes its hosts', show: yesOrNo },
  { name: 'canDryRun', label: 'Dry run', show: yesOrNo },
  { name: 'needsApproval', label: 'Approval', show: yesOrNo },
  { name: 'keepsConfiguration', label: 'Keeps configurations', show: yesOrNo },
  { name: 'workers', label: 'Hosts at once' },
  { name: 'hostSeconds', label: 'Seconds for a host' },
  { name: 'runMinutes', label: 'Minutes for a run' },
  { name: 'told', label: 'Who is told' },
  { name: 'channels', label: 'Channels that are told', show: countOf },
  { name: 'accounts', label: 'People who are told', show: countOf },
  {
    name: 'fields',
    label: 'Variables',
    show: (value) => (value as readonly FieldDraft[]).map(({ name }) => name).join(', '),
  },
]

function faultOf(fields: readonly FieldDraft[]): string | undefined {
  const names = fields.map(({ name }) => name.trim())
  if (names.some((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)))
    return 'Each variable needs a name of letters, digits and _.'
  return new Set(names).size < names.length ? 'Two variables have the same name.' : undefined
}

/** Where the file asks for something else than the form does. */
function Suggestion({
  proposal,
  fields,
  take,
}: {
  proposal: Proposal | undefined
  fields: readonly FieldDraft[]
  take: (fields: FieldDraft[]) => void
}) {
  const here = fields.map(({ name }) => name.trim())
  const there = proposal?.form.map(({ name }) => name) ?? []
  if (!proposal || here.join() === there.join()) return null
  const known = new Map(fields.map((field) => [field.name.trim(), field]))
  return (
    <Hint
      look="attention"
      act={
        <Button
          small
          onClick={() => take(proposal.form.map((field) => known.get(field.name) ?? draftOf(field)))}
        >
          Take them
        </Button>
      }
    >
      {there.length === 0 ? 'Its function takes no variables.' : `Its function takes ${there.join(', ')}.`}
    </Hint>
  )
}
