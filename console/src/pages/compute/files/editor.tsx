import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { Hint } from '../../../ui/states.tsx'
import css from './files.module.css'
import type { Preview } from './words.ts'

interface EditorProps {
  workspace: number
  path: string
  shown: Preview
  onClose: () => void
}

/** A text that is edited in the page, over exactly what was loaded. */
export function Editor({ workspace: id, path, shown, onClose }: EditorProps) {
  const [theirs, setTheirs] = useState<Preview>()
  // What was loaded when one began; a change that comes meanwhile shows when one saves.
  const [base, setBase] = useState(shown.tag)
  const form = useForm({
    initial: { text: shown.text ?? '' },
    send: ({ text }) =>
      client.put('/api/compute/workspaces/{id}/files/content', {
        path: { id },
        query: { path },
        body: { text },
        ifMatch: `"${base}"`,
      }),
    done: async () => {
      notify({ title: `“${path.split('/').at(-1)}” is saved` })
      await queries.invalidateQueries({ queryKey: ['workspace', id, 'file', path] })
      onClose()
    },
    changed: () => void load(),
  })
  const load = async () => {
    const now = await client.get('/api/compute/workspaces/{id}/files/preview', {
      path: { id },
      query: { path },
    })
    setTheirs(now)
  }
  const keepMine = () => {
    setBase(theirs?.tag ?? base)
    setTheirs(undefined)
  }
  const takeTheirs = () => {
    setBase(theirs?.tag ?? base)
    form.reset({ text: theirs?.text ?? '' })
    setTheirs(undefined)
  }
  return (
    <div className={css.editor}>
      <Form
        of={form}
        submit="Save"
        why={theirs && 'Say first which text counts.'}
        cancel={<Button onClick={onClose}>Close without saving</Button>}
      >
        {theirs && (
          <Hint look="attention">
            <p>It has changed meanwhile, perhaps by a session. Your text is still here.</p>
            <div className="line">
              <Button small onClick={keepMine}>
                Keep mine
              </Button>
              <Button small onClick={takeTheirs}>
                Take theirs
              </Button>
            </div>
          </Hint>
        )}
        <Textarea
          label={`Text of ${path}`}
          autosize
          minRows={12}
          maxRows={30}
          spellCheck={false}
          {...form.field('text')}
        />
      </Form>
    </div>
  )
}
