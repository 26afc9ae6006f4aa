import '@mantine/core/styles/SegmentedControl.css'
import { SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useEffect } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useUploads } from '../../../app/uploads.ts'
import { Button } from '../../../ui/button.tsx'
import { Tag } from '../../../ui/card.tsx'
import { FormFaults, type FormHandle, useForm } from '../../../ui/form.tsx'
import { useGo, useParam, useQueryState } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { AppForm } from '../apps/form/app-form.tsx'
import { type FormField, type FormValues, questionsOf } from '../apps/form/check.ts'
import { batchPath, experimentPath } from '../experiments/words.ts'
import { APPS, TRAIL, usePipelines } from '../section.ts'
import { AboutCard } from './about-card.tsx'
import { EarlierButton } from './earlier.tsx'
import { FilesField } from './files-field.tsx'
import { type App, arrived, type Given, UPLOADS, type Verdict } from './given.ts'
import { reasonOf, SubmitCard } from './submit-card.tsx'
import { TableField } from './table-field.tsx'
import { usedIn } from './used.ts'
import {
  beginning,
  bodyOf,
  DESCRIPTION,
  type Earlier,
  eachField,
  faults,
  filesIn,
  isFiles,
  MODE,
  type Mode,
  modeOf,
  NAME,
  TABLE,
  type Values,
} from './values.ts'
import { useVerdict } from './verdict.ts'

export default function NewExperiment() {
  usePipelines()
  const key = useParam('key')
  const [{ from, use }] = useQueryState()
  const app = useData(['app', key], (signal) =>
    client.read('/api/pipelines/apps/{key}', { path: { key }, signal }),
  )
  const earlier = useData(
    ['experiment', Number(from), 'rerun'],
    (signal) => client.read('/api/pipelines/experiments/{id}/rerun', { path: { id: Number(from) }, signal }),
    { when: from !== undefined },
  )
  if (from !== undefined && earlier.isPending) return null
  return (
    <Ready of={app} thing={`app ${key}`} back={{ label: 'All apps', to: APPS }}>
      {(found) => (
        <MakeForm
          key={`${from} ${use}`}
          app={found}
          earlier={earlier.data?.data}
          from={earlier.data && Number(from)}
          used={use}
        />
      )}
    </Ready>
  )
}

interface MakeProps {
  app: App
  earlier: Earlier | undefined
  from: number | undefined
  used: string | undefined
}

function MakeForm({ app, earlier, from, used }: MakeProps) {
  const go = useGo()
  const isPlain = earlier === undefined && used === undefined
  const form = useForm<Values, { ids: number[]; batch: number | null }>({
    initial: { ...beginning(app, earlier), ...usedIn(app, used) },
    check: (values) => faults(app, values),
    send: (values) => client.post('/api/pipelines/experiments', { body: bodyOf(app, values, from) }),
    done: ({ ids, batch }) =>
      go(batch === null ? experimentPath({ id: ids[0] as number }) : batchPath({ id: batch })),
    ...(isPlain && { draft: `pipelines.new.${app.key}` }),
  })
  useArrivals(app, form)
  const { verdict, isOld, fault } = useVerdict(bodyOf(app, form.values, from))
  return (
    <>
      <PageHead
        title={app.label}
        place="New experiment"
        trail={[...TRAIL, { label: 'Apps', to: APPS }, { label: app.label, to: `${APPS}/${app.key}` }]}
        state={
          <>
            {app.version && <Tag>{app.version}</Tag>}
            <State look={app.ready ? 'done' : 'attention'} pill>
              {app.ready ? 'Ready to run' : 'Cannot run now'}
            </State>
          </>
        }
        sentence={app.summary}
        acts={<EarlierButton app={app.key} />}
      />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          // The form of a dialog that was opened from here is below it for React.
          if (event.target === event.currentTarget && !reasonOf(app, form.values, verdict)) form.submit()
        }}
      >
        <WithSide
          side={
            <>
              <SubmitCard app={app} form={form} verdict={verdict} isOld={isOld} fault={fault} />
              <AboutCard app={app} />
            </>
          }
        >
          <FormFaults of={form} />
          {app.missing.length > 0 && <Hint>{app.missing.join(' ')}</Hint>}
          <Questions app={app} form={form} verdict={verdict} />
        </WithSide>
      </form>
    </>
  )
}

/** Files that have come get their number; those of an earlier visit that never came are told. */
function useArrivals(app: App, form: FormHandle<Values>): void {
  const uploads = useUploads(UPLOADS)
  const { values, set } = form
  useEffect(() => {
    for (const name of [
      ...questionsOf(app)
        .filter(isFiles)
        .map((field) => field.name),
      TABLE,
    ]) {
      const files = filesIn(values, name)
      const next = files.map((each) => arrived(each, uploads) ?? each)
      if (next.some((each, at) => each !== files[at])) set({ [name]: next })
    }
  }, [app, uploads, values, set])
}

function Questions({
  app,
  form,
  verdict,
}: {
  app: App
  form: FormHandle<Values>
  verdict: Verdict | undefined
}) {
  const mode = modeOf(form.values)
  const each = eachField(app)
  const change = (field: FormField, files: readonly Given[]) => {
    // More files than one experiment takes are for several.
    const isMore = field.max !== undefined && files.length > field.max
    const asEach = field.name === each?.name && isMore && mode === 'one'
    form.set({ [field.name]: files, ...(asEach && { [MODE]: 'each' }) })
  }
  return (
    <>
      <ModeChoice app={app} mode={mode} onChange={(next) => form.set({ [MODE]: next })} />
      {mode === 'rows' && <TableField form={form} verdict={verdict} />}
      <AppForm
        definition={app}
        id={form.id}
        values={form.values as FormValues}
        problems={form.errors as Record<string, string>}
        onChange={(changes) => form.set(changes as Values)}
        onLeave={(name) => form.field(name).onBlur({ relatedTarget: null } as never)}
        files={(field) => (
          <FilesField
            of={field}
            id={`${form.id}-${field.name}`}
            files={filesIn(form.values, field.name)}
            seen={verdict?.files[field.name]}
            isEach={mode === 'each' && field.name === each?.name}
            maxBytes={app.maxFileBytes}
            problem={form.errors[field.name]}
            onChange={(files) => change(field, files)}
          />
        )}
        first={<NameFields app={app} form={form} />}
        aside={
          <Button small look="quiet" onClick={() => form.set(defaultsOf(app))}>
            Reset to defaults
          </Button>
        }
      />
    </>
  )
}

/** The settings as the app has them; names and files stay. */
function defaultsOf(app: App): Values {
  const first = beginning(app)
  const names = questionsOf(app).filter((field) => !isFiles(field))
  return Object.fromEntries(names.map(({ name }) => [name, first[name] ?? '']))
}

function ModeChoice({ app, mode, onChange }: { app: App; mode: Mode; onChange: (mode: Mode) => void }) {
  const hasFiles = eachField(app) !== undefined
  return (
    <div className="line">
      <span id="experiment-for">One experiment for</span>
      <SegmentedControl
        aria-labelledby="experiment-for"
        data={[
          { value: 'one', label: 'one subject' },
          ...(hasFiles ? [{ value: 'each', label: 'each file' }] : []),
          { value: 'rows', label: 'each table row' },
        ]}
        value={mode}
        onChange={(next) => onChange(next as Mode)}
      />
    </div>
  )
}

function NameFields({ app, form }: { app: App; form: FormHandle<Values> }) {
  const { value, ...name } = form.field(NAME)
  const { value: text, ...description } = form.field(DESCRIPTION)
  const isMany = modeOf(form.values) !== 'one'
  return (
    <>
      <TextInput
        label={`Name${app.needsName ? ' (required)' : ''}`}
        description={
          isMany ? 'Shown in lists and mails; {file} is where a file’s name goes' : 'Shown in lists and mails'
        }
        maxLength={200}
        {...name}
        value={String(value ?? '')}
      />
      <Textarea
        label="Description"
        description="For yourself, and whom you share it with"
        autosize
        maxRows={6}
        maxLength={5_000}
        {...description}
        value={String(text ?? '')}
      />
    </>
  )
}
