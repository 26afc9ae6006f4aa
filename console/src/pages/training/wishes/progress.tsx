import { useEffect, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { duration } from '../../../ui/time.tsx'
import { Stacked } from './stacked.tsx'
import type { Distribution } from './words.ts'

/** How long it has been computed, of the time that it may take at most. */
export function Progress({ of: found, onCancel }: { of: Distribution; onCancel: () => void }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.floor((now - Date.parse(found.createdAt)) / 1_000))
  const done = Math.min(seconds, found.secondsMost)
  return (
    <Card
      title="The best distribution is being looked for"
      aside={
        <Button small onClick={onCancel}>
          Cancel
        </Button>
      }
    >
      <div className="stack-small">
        <Stacked
          of={[
            { name: 'done', series: 1, n: done },
            { name: 'left', series: 0, n: found.secondsMost - done },
          ]}
          whole={found.secondsMost}
        />
        <p className="small muted">
          For {duration(seconds * 1_000)}, {found.secondsMost} s at most; mostly it is ready much earlier. You
          can leave this page.
        </p>
      </div>
    </Card>
  )
}
