import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { FillBar } from '../../../ui/bars.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'

const reload = () => queries.invalidateQueries({ queryKey: ['sample'] })

/** Sample data, to see how everything looks with people in it; and to be rid of them again. */
export function SampleCard() {
  const [isAsking, setAsking] = useState(false)
  const act = useAct()
  const sample = useData(['sample'], (signal) => client.read('/api/demo', { signal }), { live: ['sample'] })
  const now = sample.data?.data
  if (!now) return null
  const isBusy = now.state === 'filling' || now.state === 'removing'
  const isThere = now.state === 'there' || now.state === 'failed'
  return (
    <Card title="Sample data">
      <div className="stack-small">
        <p className="small">
          {now.state === 'none' && 'Made-up people and a study with a month of submissions, to look around.'}
          {now.state === 'there' && 'They are here: ten people, and the study Voice and Mood 2026.'}
          {now.state === 'failed' && `They were not finished. ${now.text}`}
          {now.state === 'filling' && (now.text || 'They are being made.')}
          {now.state === 'removing' && 'They are being removed.'}
        </p>
        {now.state === 'filling' && (
          <FillBar value={now.done} of={100} look="running" label={`${now.done} % of the sample data`} />
        )}
        {isThere && (
          <div className="line">
            <Button danger onClick={() => setAsking(true)}>
              Remove the sample data
            </Button>
          </div>
        )}
        {!isThere && !isBusy && (
          <div className="line">
            <Button onClick={() => void act(() => client.post('/api/demo', { body: {} }).then(reload))}>
              Fill with sample data
            </Button>
          </div>
        )}
      </div>
      <ConfirmDialog
        title="Remove the sample data?"
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        act="Remove them"
        keep="Keep them"
        run={async () => {
          await client.delete('/api/demo')
          await reload()
        }}
      >
        The sample people, their groups and the sample study go, with everything that has come to it since.
        Your own projects and accounts stay as they are. Somebody of them who has signed in meanwhile stays
        too.
      </ConfirmDialog>
    </Card>
  )
}
