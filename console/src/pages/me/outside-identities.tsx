import { useState } from 'react'
import { useAct } from '../../app/act.ts'
import { client } from '../../app/client.ts'
import { confirmed } from '../../app/confirm.tsx'
import { Ready, useData } from '../../app/data.tsx'
import { useInstallation } from '../../app/installation.ts'
import { signInTexts } from '../../text/sign-in.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Row, Rows } from '../../ui/card.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { useQueryState } from '../../ui/link.tsx'
import { Hint } from '../../ui/states.tsx'
import { day } from '../../ui/time.tsx'

/** Accounts elsewhere that open this one; absent where the installation has no such sign-in. */
export function OutsideIdentities() {
  const outside = useInstallation()?.signIn.outside
  return outside ? <Linked name={outside.name} /> : null
}

function Linked({ name }: { name: string }) {
  const act = useAct()
  const [{ refused }] = useQueryState()
  const [removing, setRemoving] = useState<number>()
  const identities = useData(
    ['me', 'identities'],
    (signal) => client.read('/api/me/identities', { signal }),
    {
      live: ['identity'],
    },
  )
  const link = () =>
    act(async () => {
      const { url } = await confirmed(() => client.post('/api/me/identities'))
      window.location.assign(url)
    })
  return (
    <Card
      title="Sign-in elsewhere"
      flush
      aside={
        <Button small onClick={() => void link()}>
          Link {name}
        </Button>
      }
    >
      {refused && <Hint look="failed">{signInTexts.en.refusals[refused] ?? refused}</Hint>}
      <Ready of={identities}>
        {({ items }) => (
          <Rows>
            {items.length === 0 && (
              <Row
                title="None is linked"
                note={`With ${name} linked you sign in there, without a password here.`}
              />
            )}
            {items.map(({ id, subject, issuer, createdAt }) => (
              <Row
                key={id}
                title={name}
                note={`${subject} at ${new URL(issuer).host}, since ${day(createdAt)}`}
                act={
                  <Button small aria-label={`Unlink ${subject}`} onClick={() => setRemoving(id)}>
                    Unlink
                  </Button>
                }
              />
            ))}
          </Rows>
        )}
      </Ready>
      <ConfirmDialog
        title={`Unlink ${name}?`}
        isOpen={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        act="Unlink"
        run={() =>
          removing === undefined
            ? undefined
            : confirmed(() => client.delete('/api/me/identities/{id}', { path: { id: removing } }))
        }
      >
        Signing in there opens this account no more. You can link it again.
      </ConfirmDialog>
    </Card>
  )
}
