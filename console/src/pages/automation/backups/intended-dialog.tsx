import { Textarea } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { counted } from '../../../ui/time.tsx'
import type { Config } from './words.ts'

interface Props {
  of: Config
  etag: string | undefined
  onClose: () => void
}

/** What the configuration of a host should be, as a text, and which of its lines may differ. */
export function IntendedDialog(props: Props) {
  const { id, host, number } = props.of
  const intended = useData(['automation', 'configs', 'intended', id, props.etag], (signal) =>
    client.read('/api/automation/configs/{id}/intended', { path: { id }, signal }),
  )
  const newest = useData(
    ['automation', 'configs', 'text', id, number],
    (signal) =>
      client.read('/api/automation/configs/{id}/versions/{number}', {
        path: { id, number: number ?? 0 },
        signal,
      }),
    { when: number !== null && intended.data?.data.text === null },
  )
  return (
    <Dialog title={`What ${host} should be`} isOpen wide onClose={props.onClose}>
      <Ready of={intended} what="The intended text">
        {({ text }) => {
          if (text !== null || number === null)
            return <Editor {...props} text={text ?? ''} isNew={text === null} />
          return (
            <Ready of={newest} what="The newest version">
              {({ content }) => <Editor {...props} text={content} isNew />}
            </Ready>
          )
        }}
      </Ready>
    </Dialog>
  )
}

function Editor({ of, etag, onClose, text, isNew }: Props & { text: string; isNew: boolean }) {
  const form = useForm({
    initial: { text, ignored: of.ignored.join('\n') },
    send: ({ text, ignored }) =>
      client.put('/api/automation/configs/{id}/intended', {
        path: { id: of.id },
        body: {
          text: text.trim() === '' ? null : text,
          ignored: ignored
            .split('\n')
            .map((line) => line.trim())
            .filter(Boolean),
        },
        ...(etag && { ifMatch: etag }),
      }),
    done: ({ drift }) => {
      notify({
        title:
          drift === null
            ? 'Nothing is intended any more'
            : drift === 0
              ? 'It is as intended'
              : `${counted(drift, 'line')} of it differ`,
      })
      void queries.invalidateQueries({ queryKey: ['automation', 'configs'] })
      onClose()
    },
  })
  return (
    <Form of={form} submit="Save">
      {isNew && (
        <p className="caption">It begins with the newest version: change what should be otherwise.</p>
      )}
      <Textarea
        label="Intended text"
        description="Empty: nobody says what it should be."
        autosize
        minRows={8}
        maxRows={20}
        classNames={{ input: 'mono' }}
        spellCheck={false}
        {...form.field('text')}
      />
      <Textarea
        label="Lines that may differ"
        description="One a line, as they stand there; * is any text, such as ntp clock-period *."
        autosize
        minRows={2}
        maxRows={8}
        classNames={{ input: 'mono' }}
        spellCheck={false}
        {...form.field('ignored')}
      />
    </Form>
  )
}
