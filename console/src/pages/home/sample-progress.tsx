import { client } from '../../app/client.ts'
import { useData } from '../../app/data.tsx'
import { FillBar } from '../../ui/bars.tsx'
import { Card } from '../../ui/card.tsx'
import { Hint } from '../../ui/states.tsx'

/** As long as sample data are being made or removed. */
export function SampleProgress() {
  const sample = useData(['sample'], (signal) => client.read('/api/demo', { signal }), { live: ['sample'] })
  const now = sample.data?.data
  if (now?.state === 'failed')
    return <Hint look="failed">The sample data were not finished. {now.text} Settings can remove them.</Hint>
  if (now?.state !== 'filling' && now?.state !== 'removing') return null
  const isFilling = now.state === 'filling'
  return (
    <Card title={isFilling ? 'Sample data are being made' : 'Sample data are being removed'}>
      <div className="stack-small" aria-live="polite">
        <p className="small">
          {isFilling ? now.text || 'It begins.' : 'What was made for them goes, and nothing else.'}
        </p>
        {isFilling && (
          <FillBar value={now.done} of={100} look="running" label={`${now.done} % of the sample data`} />
        )}
      </div>
    </Card>
  )
}
