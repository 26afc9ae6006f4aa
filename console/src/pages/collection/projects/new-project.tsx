import { Textarea, TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { PROJECTS } from '../project.ts'

const WEB = /^https?:\/\/\S+$/i

export default function NewProject() {
  const go = useGo()
  const form = useForm({
    initial: { title: '', name: '', webAppUrl: '', protocolUrl: '', description: '' },
    draft: 'project.new',
    check: ({ title, name, webAppUrl, protocolUrl }) => ({
      title: !title.trim() && 'Give the study a title.',
      name:
        name.trim() !== '' &&
        !/^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._\-@+]{0,63}$/u.test(name.trim()) &&
        'Use letters, digits, spaces or . _ - @ +, and begin with a letter or a digit.',
      webAppUrl:
        webAppUrl !== '' && !WEB.test(webAppUrl) && 'Write a whole address that begins with https://.',
      protocolUrl:
        protocolUrl !== '' && !WEB.test(protocolUrl) && 'Write a whole address that begins with https://.',
    }),
    fieldOf: { project_taken: 'name', invalid_project: 'name' },
    send: ({ title, name, webAppUrl, protocolUrl, description }) =>
      client.post('/api/collection/projects', {
        body: {
          title: title.trim(),
          name: name.trim() || folderOf(title),
          webAppUrl: webAppUrl.trim() || null,
          protocolUrl: protocolUrl.trim() || null,
          description: description.trim() || null,
        },
      }),
    done: ({ id }) => go(`${PROJECTS}/${id}`),
  })
  const folder = form.values.name.trim() || folderOf(form.values.title)
  return (
    <>
      <PageHead
        title="New project"
        trail={[
          { label: 'Collection', to: PROJECTS },
          { label: 'Projects', to: PROJECTS },
        ]}
        sentence="You become its owner, and add the others of your team."
      />
      <WithSide
        side={
          <Card title="What will happen">
            <div className="stack-small small">
              <p>
                The answers lie in the folder <code>{folder || '…'}</code> of the server, as plain files. Its
                name stays; the title can change.
              </p>
              <p>
                Nothing is sent to anybody. You add participants next, and give out links when you are ready.
              </p>
            </div>
          </Card>
        }
      >
        <Card>
          <Form of={form} submit="Make the project" cancel={<Button to={PROJECTS}>Back</Button>}>
            <TextInput
              label="Title (required)"
              description="What your team and your participants call the study."
              {...form.field('title')}
            />
            <TextInput
              label="Name of the folder"
              description="Short, for scripts and links. Left empty, it is made of the title."
              placeholder={folderOf(form.values.title)}
              {...form.field('name')}
            />
            <TextInput
              label="Address of the web app"
              description="Where participants answer, such as https://study.example.org/ui/. Links are made with it; you can set it later."
              type="url"
              {...form.field('webAppUrl')}
            />
            <TextInput
              label="Address of the protocol"
              description="The ReproSchema protocol that the web app shows. Empty when it is built in."
              type="url"
              {...form.field('protocolUrl')}
            />
            <Textarea label="What it is about" autosize minRows={2} {...form.field('description')} />
          </Form>
        </Card>
      </WithSide>
    </>
  )
}

/** A name of a folder that is allowed, out of a title. */
function folderOf(title: string): string {
  return title
    .trim()
    .replace(/[^\p{L}\p{N}\p{M}._@+]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 64)
    .replace(/-+$/, '')
}
