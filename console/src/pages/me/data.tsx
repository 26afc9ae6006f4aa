import { IconDownload, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../app/client.ts'
import { confirmed } from '../../app/confirm.tsx'
import { Ready, useData } from '../../app/data.tsx'
import { useSession } from '../../app/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Hint } from '../../ui/states.tsx'
import { day } from '../../ui/time.tsx'
import { MePage } from './me-page.tsx'

/** Taking one's own data along, and having them erased. */
export default function MyData() {
  const { account } = useSession()
  const [isAsking, setAsking] = useState(false)
  const outlook = useData(['me', 'erasure'], (signal) => client.read('/api/me/erasure', { signal }), {
    live: ['account', 'role', 'collection.member'],
  })
  const erase = async () => {
    await confirmed(() => client.post('/api/me/erasure', { body: { name: account.name } }))
    window.location.assign('/')
  }
  return (
    <MePage tab="My data">
      <Card title="A copy of what is held about me">
        <div className="stack-small">
          <p>
            A zip of JSON files: account, roles and groups, sign-ins, tokens without their values, notices,
            and what you did. What participants of your studies gave is not in it.
          </p>
          <div>
            <Button download="/api/me/export" icon={<IconDownload aria-hidden="true" />}>
              Download my data
            </Button>
          </div>
        </div>
      </Card>
      <Card title="Erase my account">
        <Ready of={outlook}>
          {({ obstacles, backupsUntil }) => (
            <div className="stack-small">
              <p>
                Name, address, password, sign-ins, tokens and notices go. Records of others that name you say{' '}
                <code>erased-{account.id}</code> from then on; the work that you did stays theirs.
              </p>
              {obstacles.map((each) => (
                <Hint key={each}>{each}</Hint>
              ))}
              {obstacles.length === 0 && (
                <div>
                  <Button danger icon={<IconTrash aria-hidden="true" />} onClick={() => setAsking(true)}>
                    Erase my account
                  </Button>
                </div>
              )}
              <ConfirmDialog
                title={`Erase ${account.name}?`}
                isOpen={isAsking}
                onClose={() => setAsking(false)}
                typed={account.name}
                act="Erase for good"
                run={erase}
              >
                This cannot be undone, and you are signed out.{' '}
                {backupsUntil
                  ? `Scheduled backups hold your data until ${day(backupsUntil)}; backups that somebody asked for stay until they are removed.`
                  : 'Backups that somebody asked for hold your data until they are removed.'}
              </ConfirmDialog>
            </div>
          )}
        </Ready>
      </Card>
    </MePage>
  )
}
