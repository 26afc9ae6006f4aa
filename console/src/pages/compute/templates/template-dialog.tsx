import type { Answer } from '@atelier/client'
import { FileButton, Textarea, TextInput } from '@mantine/core'
import { IconFile, IconUpload } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { bytes } from '../../../ui/time.tsx'
import { DatasetChoice } from '../workspaces/dataset-choice.tsx'

type Template = Answer<'/api/compute/templates/{id}'>
type File = Template['files'][number]

const MOST_BYTES = 1_000_000

/** Makes a template, or changes one. */
export function TemplateDialog({ id, onClose }: { id: number | 'new'; onClose: () => void }) {
  const isNew = id === 'new'
  const template = useData(
    ['template', id],
    (signal) => client.read('/api/compute/templates/{id}', { path: { id: Number(id) }, signal }),
    { when: !isNew },
  )
  return (
    <Dialog title={isNew ? 'New template' : 'Edit the template'} isOpen onClose={onClose} wide>
      {isNew ? (
        <TemplateForm onClose={onClose} />
      ) : (
        <Ready of={template} what="The template">
          {(found, { etag }) => <TemplateForm of={found} etag={etag} onClose={onClose} />}
        </Ready>
      )}
    </Dialog>
  )
}

function TemplateForm({
  of,
  etag,
  onClose,
}: {
  of?: Template
  etag?: string | undefined
  onClose: () => void
}) {
  const form = useForm({
    initial: {
      name: of?.name ?? '',
      description: of?.description ?? '',
      files: of?.files ?? [],
      datasets: of?.links.map(({ dataset }) => dataset) ?? [],
    },
    check: ({ name }) => ({ name: !name.trim() && 'Give the template a name.' }),
    send: ({ name, description, files, datasets }) => {
      const body = {
        name: name.trim(),
        description: description.trim(),
        files,
        links: datasets.map((dataset) => linkTo(dataset, of)),
      }
      return of
        ? client.patch('/api/compute/templates/{id}', {
            path: { id: of.id },
            body,
            ...(etag && { ifMatch: etag }),
          })
        : client.post('/api/compute/templates', { body })
    },
    done: onClose,
  })
  return (
    <Form of={form} submit={of ? 'Save' : 'Make the template'}>
      <TextInput label="Name (required)" maxLength={200} data-autofocus {...form.field('name')} />
      <Textarea
        label="Description"
        description="Says to people when to take it."
        autosize
        minRows={2}
        maxLength={2_000}
        {...form.field('description')}
      />
      <FileList files={form.values.files} onChange={(files) => form.set({ files })} />
      <DatasetChoice
        chosen={form.values.datasets}
        onChange={(datasets) => form.set({ datasets })}
        without={[]}
      />
    </Form>
  )
}

/** A link that is there keeps its name. */
const linkTo = (dataset: string, of: Template | undefined): Template['links'][number] =>
  of?.links.find((link) => link.dataset === dataset) ?? { name: `datasets/${dataset}`, dataset }

function FileList({ files, onChange }: { files: readonly File[]; onChange: (files: File[]) => void }) {
  const add = async (chosen: readonly globalThis.File[]) => {
    const taken = chosen.filter(({ size }) => size <= MOST_BYTES)
    if (taken.length < chosen.length)
      notify({ look: 'failed', title: `A file of a template has at most ${bytes(MOST_BYTES)}` })
    const read = await Promise.all(
      taken.map(async (file) => ({ name: file.name, content: await file.text() })),
    )
    onChange([...files.filter(({ name }) => !read.some((each) => each.name === name)), ...read])
  }
  return (
    <Card
      title="Files"
      flush
      aside={
        <FileButton multiple onChange={(chosen) => void add(chosen)}>
          {(props) => (
            <Button small icon={<IconUpload aria-hidden="true" />} {...props}>
              Add files of text
            </Button>
          )}
        </FileButton>
      }
    >
      {files.length === 0 ? (
        <p className="small muted">None: notebooks, scripts and notes that a new workspace begins with.</p>
      ) : (
        <Rows>
          {files.map(({ name, content }) => (
            <Row
              key={name}
              icon={<IconFile aria-hidden="true" />}
              title={<span className="mono">{name}</span>}
              note={bytes(new Blob([content]).size)}
              act={
                <Button
                  small
                  aria-label={`Take out ${name}`}
                  onClick={() => onChange(files.filter((file) => file.name !== name))}
                >
                  Take out
                </Button>
              }
            />
          ))}
        </Rows>
      )}
    </Card>
  )
}
