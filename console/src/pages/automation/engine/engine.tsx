import { NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { useFollowing, useVersions, type Version, VersionsChoice } from '../../../app/versions.tsx'
import { Card } from '../../../ui/card.tsx'
import type { ConflictField } from '../../../ui/conflict.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Hint } from '../../../ui/states.tsx'
import { count } from '../../../ui/time.tsx'
import { TRAIL, useAutomation } from '../section.ts'
import {
  configurationOf,
  type EngineValues,
  faultsOf,
  LEVELS,
  RUNNER_CHOICES,
  type Engine as Shown,
  valuesOf,
} from './values.ts'

const KEY = ['automation', 'configuration']
const read = (signal?: AbortSignal) =>
  client.read('/api/automation/configuration', { ...(signal && { signal }) })

/** The configuration of what runs templates: how much it logs, and how many hosts are at work at once. */
export default function Engine() {
  const { keeps } = useAutomation()
  const engine = useData(KEY, read, { live: ['automation.configuration'] })
  return (
    <>
      <PageHead
        title="Engine"
        trail={TRAIL}
        sentence="How templates are run, where neither the run nor its template says so. The next run goes by it."
      />
      <Ready of={engine} what="The configuration of the engine">
        {(shown, { etag }) => (
          <div className="stack">
            {shown.fault !== null && <Broken fault={shown.fault} keeps={keeps} />}
            {keeps ? <Editor of={shown} etag={etag} /> : <Fixed of={shown} />}
          </div>
        )}
      </Ready>
    </>
  )
}

function Broken({ fault, keeps }: { fault: string; keeps: boolean }) {
  return (
    <div role="alert">
      <Hint look="failed">
        <strong>The file of the configuration cannot be used: {fault}</strong> No run begins until it is
        mended. Below is what comes with the product
        {keeps ? ': save it, or mend web_nornir/nornir_config/configuration.yaml on the disk.' : '.'}
      </Hint>
    </div>
  )
}

/** For those who read alone. */
function Fixed({ of }: { of: Shown }) {
  const values = valuesOf(of)
  const workers = values['runner.options.num_workers']
  return (
    <>
      <Hint look="waiting">
        You can look at it. Superusers of automation and administrators change it, since it counts for the
        runs of all.
      </Hint>
      <Card title="Configuration">
        <Facts
          of={[
            ['Logging', values['logging.enabled'] ? 'on' : 'off'],
            ['Format', <code key="format">{values['logging.format'] || 'usual'}</code>],
            ['Level', values['logging.level']],
            ['Log file', values['logging.log_file'] || 'none'],
            ['Runner', runnerOf(values)],
            [
              'Number of workers',
              values.runner === 'serial' ? '1' : workers === '' ? 'usual' : count(workers),
            ],
          ]}
        />
      </Card>
    </>
  )
}

const runnerOf = (values: EngineValues): string =>
  values.runner === 'other' ? values['runner.plugin'] : values.runner

const FIELDS: readonly ConflictField<EngineValues>[] = [
  { name: 'logging.enabled', label: 'Logging', show: (on) => (on ? 'on' : 'off') },
  { name: 'logging.format', label: 'Format' },
  { name: 'logging.level', label: 'Level' },
  { name: 'logging.log_file', label: 'Log file' },
  { name: 'runner', label: 'Runner' },
  { name: 'runner.plugin', label: 'Name of the runner' },
  { name: 'runner.options.num_workers', label: 'Number of workers' },
]

function Editor({ of, etag }: { of: Shown; etag: string | undefined }) {
  const now: Version<EngineValues> = { etag, values: valuesOf(of) }
  const versions = useVersions(now, {
    load: async () => {
      const { data, etag } = await read()
      return { etag, values: valuesOf(data) }
    },
    save: (values, match) =>
      client.put('/api/automation/configuration', { body: configurationOf(values), ...match }),
    done: async () => {
      notify({ title: 'The configuration is saved', detail: 'The next run goes by it.' })
      await queries.invalidateQueries({ queryKey: KEY })
    },
    stays: true,
  })
  const form: FormHandle<EngineValues> = useForm<EngineValues, unknown>({
    initial: versions.base.values,
    check: faultsOf,
    ...versions.formOf(() => form),
  })
  useFollowing(versions, form, now)
  if (versions.theirs)
    return (
      <VersionsChoice
        of={versions}
        form={form}
        title="Somebody else has changed the configuration, here or on the disk."
        fields={FIELDS}
      />
    )
  return (
    <Form
      of={form}
      submit="Save"
      why={form.isTouched || of.fault !== null ? undefined : 'Nothing is changed.'}
    >
      <RunnerCard form={form} />
      <LoggingCard form={form} />
    </Form>
  )
}

function RunnerCard({ form }: { form: FormHandle<EngineValues> }) {
  const { runner } = form.values
  return (
    <Card title="Hosts at once">
      <div className="stack-small">
        <NativeSelect label="Runner" data={[...RUNNER_CHOICES]} {...form.field('runner')} />
        {runner === 'other' && (
          <TextInput
            label="Name of the runner (required)"
            description="A plugin that is installed beside Nornir on this server; Python templates run by it."
            maxLength={100}
            autoComplete="off"
            {...form.field('runner.plugin')}
          />
        )}
        {runner !== 'serial' && (
          <NumberInput
            label="Number of workers"
            description="Most hosts at work at once, from 1 to 1,000. Empty: as usual."
            min={1}
            max={1_000}
            allowDecimal={false}
            {...form.field('runner.options.num_workers')}
          />
        )}
      </div>
    </Card>
  )
}

function LoggingCard({ form }: { form: FormHandle<EngineValues> }) {
  return (
    <Card title="Logging">
      <div className="stack-small">
        <Switch
          label="Logging"
          description="What Python templates and their libraries log stands in the output of the run."
          {...form.toggle('logging.enabled')}
        />
        <TextInput
          label="Format"
          description="As Python’s logging has it. Empty: name, level and message."
          maxLength={1_000}
          autoComplete="off"
          dir="ltr"
          {...form.field('logging.format')}
        />
        <NativeSelect label="Level" data={[...LEVELS]} {...form.field('logging.level')} />
        <TextInput
          label="Log file"
          description="A plain name, such as nornir.log. It is kept for programs that ask for it; Atelier writes none."
          maxLength={200}
          autoComplete="off"
          {...form.field('logging.log_file')}
        />
      </div>
    </Card>
  )
}
