import { Switch } from '@mantine/core'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Card } from '../../../ui/card.tsx'
import { Hint } from '../../../ui/states.tsx'

const PATH = '/api/training/events/{id}/mails'

/** Which mails of an event go by themselves; a card of its settings. */
export function MailSettings({ event }: { event: { id: number } }) {
  const act = useAct()
  const path = { id: event.id }
  const mails = useData(['event', event.id, 'mails'], (signal) => client.read(PATH, { path, signal }), {
    live: ['training.mails'],
  })
  return (
    <Card title="Mails to participants">
      <Ready of={mails} what="The settings of mails">
        {({ confirmations, lastDay, server }) => {
          const save = (changes: { confirmations?: boolean; lastDay?: boolean }) =>
            act(() => client.put(PATH, { path, body: { confirmations, lastDay, ...changes } }), {
              done: 'Saved',
              undo: () => client.put(PATH, { path, body: { confirmations, lastDay } }),
            })
          return (
            <div className="stack-small">
              <Switch
                label="Confirm what somebody has chosen"
                description="With the timetable as a calendar, once they have changed nothing for two minutes."
                checked={confirmations}
                onChange={(event) => void save({ confirmations: event.currentTarget.checked })}
              />
              <Switch
                label="Remind on the last day"
                description="Who has not chosen hears of it a day before registration closes."
                checked={lastDay}
                onChange={(event) => void save({ lastDay: event.currentTarget.checked })}
              />
              <p className="caption">Only participants with an address are mailed. No mail holds a key.</p>
              {!server && (
                <Hint>No mail server is set: mails are kept, and an administrator can read them.</Hint>
              )}
            </div>
          )
        }}
      </Ready>
    </Card>
  )
}
