import { IconPlugConnected } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import type { FormHandle } from '../../../ui/form.tsx'
import { Hint } from '../../../ui/states.tsx'
import { wordsOf } from '../../../ui/words.ts'
import { keyOf, settingsOf, type Values } from './values.ts'

/** Asks the cluster by what stands in the form, before it is kept. */
export function Connection({ form, id }: { form: FormHandle<Values>; id?: number }) {
  const [said, say] = useState<{ look: 'done' | 'failed'; text: string } | null>(null)
  const [isAsking, setAsking] = useState(false)
  const ask = async () => {
    setAsking(true)
    say(null)
    try {
      const body = {
        settings: settingsOf(form.values),
        ...keyOf(form.values),
        ...(id !== undefined && { id }),
      }
      const { connected, message } = await client.post('/api/compute/resources/test', { body })
      say({ look: connected ? 'done' : 'failed', text: message })
    } catch (error) {
      say({ look: 'failed', text: wordsOf(error) })
    } finally {
      setAsking(false)
    }
  }
  return (
    <Card title="Connection">
      <div className="stack-small">
        <p className="small muted">Nothing is saved by it, and nothing is started on the cluster.</p>
        <Button
          icon={<IconPlugConnected aria-hidden="true" />}
          wide
          busy={isAsking}
          onClick={() => void ask()}
        >
          Test the connection
        </Button>
        <div role="status">{said && <Hint look={said.look}>{said.text}</Hint>}</div>
      </div>
    </Card>
  )
}
