import { Checkbox, NumberInput, Textarea, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useFollowing, useVersions, VersionsChoice } from '../../../app/versions.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import type { ConflictField } from '../../../ui/conflict.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { NotFound } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { BACK, mayIn, type Project, trailTo, useProject } from '../project.ts'
import { SeenActivities } from './seen-activities.tsx'

/** What a project says about itself; its owners change it. */
export default function Settings() {
  const { id, url, project } = useProject()
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project, snapshot) =>
        mayIn(project, 'owner') ? (
          <>
            <PageHead
              title="Settings"
              trail={trailTo(project, url)}
              state={
                <State pill look={project.closed ? 'past' : 'open'}>
                  {project.closed ? 'Closed' : 'Collecting'}
                </State>
              }
              sentence="What the study is called, where participants answer, and how long links last."
            />
            <WithSide side={<Side project={project} />}>
              <Card title="The study">
                <ProjectForm project={project} etag={snapshot.etag} />
              </Card>
            </WithSide>
          </>
        ) : (
          <NotFound back={BACK} />
        )
      }
    </Ready>
  )
}

interface Values {
  title: string
  description: string
  webAppUrl: string
  protocolUrl: string
  linkDays: number | string
  activities: string
  contact: string
  retention: string
  keepAddress: boolean
  refuseWhenClosed: boolean
  reasonForChange: boolean
}

const valuesOf = (project: Project): Values => ({
  title: project.title,
  description: project.description ?? '',
  webAppUrl: project.webAppUrl ?? '',
  protocolUrl: project.protocolUrl ?? '',
  linkDays: project.linkDays,
  activities: project.activities.join('\n'),
  contact: project.contact ?? '',
  retention: project.retention ?? '',
  keepAddress: project.keepAddress,
  refuseWhenClosed: project.refuseWhenClosed,
  reasonForChange: project.reasonForChange,
})

const bodyOf = ({ linkDays, activities, ...values }: Values) => ({
  ...values,
  title: values.title.trim(),
  description: values.description.trim() || null,
  webAppUrl: values.webAppUrl.trim() || null,
  protocolUrl: values.protocolUrl.trim() || null,
  contact: values.contact.trim() || null,
  retention: values.retention.trim() || null,
  linkDays: Number(linkDays),
  activities: activities
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
})

const yes = (value: Values[keyof Values]) => (value ? 'yes' : 'no')
const FIELDS: readonly ConflictField<Values>[] = [
  { name: 'title', label: 'Title' },
  { name: 'description', label: 'What it is about' },
  { name: 'webAppUrl', label: 'Address of the web app' },
  { name: 'protocolUrl', label: 'Address of the protocol' },
  { name: 'linkDays', label: 'Days that a link lasts' },
  { name: 'activities', label: 'Activities' },
  { name: 'contact', label: 'Whom participants ask' },
  { name: 'retention', label: 'Until when it is kept' },
  { name: 'keepAddress', label: 'Keep addresses', show: yes },
  { name: 'refuseWhenClosed', label: 'Refuse submissions when closed', show: yes },
  { name: 'reasonForChange', label: 'Ask for reasons', show: yes },
]

const isWeb = (text: string): boolean => text.trim() === '' || /^https?:\/\/\S+$/i.test(text.trim())
const NO_WEB = 'Write a whole address that begins with https://.'

function ProjectForm({ project, etag }: { project: Project; etag: string | undefined }) {
  const versions = useVersions<Values>(
    { etag, values: valuesOf(project) },
    {
      load: async () => {
        const { data, etag } = await client.read('/api/collection/projects/{id}', {
          path: { id: project.id },
        })
        return { etag, values: valuesOf(data) }
      },
      save: (values, match) =>
        client.patch('/api/collection/projects/{id}', {
          path: { id: project.id },
          body: bodyOf(values),
          ...match,
        }),
      done: () => notify({ title: 'The settings are saved' }),
      stays: true,
    },
  )
  const form: FormHandle<Values> = useForm<Values, unknown>({
    initial: versions.base.values,
    check: ({ title, webAppUrl, protocolUrl, linkDays }) => ({
      title: !title.trim() && 'Give the study a title.',
      webAppUrl: !isWeb(webAppUrl) && NO_WEB,
      protocolUrl: !isWeb(protocolUrl) && NO_WEB,
      linkDays: !(Number(linkDays) >= 1 && Number(linkDays) <= 3_650) && 'From 1 to 3,650 days.',
    }),
    ...versions.formOf(() => form),
  })
  useFollowing(versions, form, { etag, values: valuesOf(project) })
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
      <TextInput label="Title (required)" maxLength={200} {...form.field('title')} />
      <Textarea label="What it is about" autosize minRows={2} {...form.field('description')} />
      <TextInput
        label="Address of the web app"
        description="Where participants answer. Links are made with it."
        type="url"
        {...form.field('webAppUrl')}
      />
      <TextInput
        label="Address of the protocol"
        description="The ReproSchema protocol. Empty when the web app has it built in."
        type="url"
        {...form.field('protocolUrl')}
      />
      <NumberInput
        label="Days that a link lasts"
        min={1}
        max={3_650}
        allowDecimal={false}
        {...form.field('linkDays')}
      />
      <Textarea
        label="Activities, one a line"
        description="Named as they arrive, such as phq2_schema. Who has answered all of them is complete; with none named, who has sent a whole final upload."
        autosize
        minRows={3}
        {...form.field('activities')}
      />
      <SeenActivities
        project={project.id}
        listed={form.values.activities}
        onAdd={(activities) => form.set({ activities })}
      />
      <TextInput
        label="Whom participants ask"
        description="Stands in mails and letters."
        maxLength={500}
        {...form.field('contact')}
      />
      <Textarea
        label="Until when the data is kept"
        description="A note for your team, as your ethics board asks for it."
        autosize
        minRows={2}
        {...form.field('retention')}
      />
      <Checkbox
        label="Keep the network address of each submission"
        description="Off, unless your study needs it."
        {...form.toggle('keepAddress')}
      />
      <Checkbox
        label="Once closed, take no submissions either"
        description="Off: links that are out go on working until they end."
        {...form.toggle('refuseWhenClosed')}
      />
      <Checkbox
        label="Ask for a reason with every change of collected data"
        description="It stands in the history of the record, or in the receipt of a withdrawal."
        {...form.toggle('reasonForChange')}
      />
    </Form>
  )
}

function Side({ project }: { project: Project }) {
  const [isClosing, setClosing] = useState(false)
  const act = useAct()
  const setClosed = (closed: boolean) =>
    client.patch('/api/collection/projects/{id}', { path: { id: project.id }, body: { closed } })
  return (
    <>
      <Card title={project.closed ? 'The study is closed' : 'The study is open'}>
        <div className="stack-small">
          <p className="small">
            {project.closed
              ? 'No new links are given out.'
              : 'Closing gives out no more links. It can be opened again.'}
          </p>
          {project.closed ? (
            <Button
              onClick={() =>
                act(() => setClosed(false), {
                  done: `${project.title} is open again`,
                  undo: () => setClosed(true),
                })
              }
            >
              Open it again
            </Button>
          ) : (
            <Button onClick={() => setClosing(true)}>Close the study</Button>
          )}
        </div>
      </Card>
      <Secret project={project} />
      <Card title="On the server">
        <Facts
          of={[
            ['Folder', <code key="folder">{project.name}</code>],
            ['Made', <Time key="made" at={project.createdAt} />],
          ]}
        />
      </Card>
      <ConfirmDialog
        isOpen={isClosing}
        onClose={() => setClosing(false)}
        title={`Close ${project.title}?`}
        act="Close the study"
        keep="Leave it open"
        run={() => setClosed(true)}
      >
        <p>
          Nobody gets a new link.{' '}
          {project.refuseWhenClosed
            ? 'Submissions are refused at once, also of whoever is answering right now.'
            : 'Links that are out go on working until they end.'}
        </p>
      </ConfirmDialog>
    </>
  )
}

/** The secret with which a team's own scripts issue links for this project. */
function Secret({ project }: { project: Project }) {
  const [isShown, setShown] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const secret = useData(
    ['project', project.id, 'issuer'],
    (signal) => client.read('/api/collection/projects/{id}/issuer', { path: { id: project.id }, signal }),
    { when: isShown, live: ['collection.issuer'] },
  )
  const rotate = async () => {
    await client.post('/api/collection/projects/{id}/issuer/rotate', { path: { id: project.id } })
    setShown(true)
    await secret.refetch()
  }
  return (
    <Card title="Secret for scripts">
      <div className="stack-small">
        <p className="small">With it a program of yours issues links for this project, and for no other.</p>
        {isShown && (
          <Ready of={secret} what="The secret">
            {({ token }) =>
              token === null ? (
                <p className="small">There is none yet.</p>
              ) : (
                <div className="line">
                  <code>{token}</code>
                  <Copy text={token} />
                </div>
              )
            }
          </Ready>
        )}
        <div className="line">
          {!isShown && <Button onClick={() => setShown(true)}>Show it</Button>}
          <Button onClick={() => setAsking(true)}>Make a new one</Button>
        </div>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`A new secret for ${project.title}?`}
        act="Make a new secret"
        keep="Keep the old one"
        run={rotate}
      >
        <p>Programs that use the old one can issue no more links. Links that are out go on working.</p>
      </ConfirmDialog>
    </Card>
  )
}
