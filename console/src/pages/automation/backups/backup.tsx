import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Link, useGo, useParam } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { TextDiff } from '../../../ui/text-diff.tsx'
import { bytes, counted, Time } from '../../../ui/time.tsx'
import { TRAIL, useAutomation } from '../section.ts'
import { useReadNow, useRestore } from './acts.tsx'
import { IntendedDialog } from './intended-dialog.tsx'
import { Versions } from './versions.tsx'
import { BACK, type Config, standingOf } from './words.ts'

/** The configuration of one host: how it stands, its versions, and what it should be. */
export default function BackupPage() {
  useAutomation()
  const id = Number(useParam('id'))
  const config = useData(
    ['automation', 'configs', 'one', id],
    (signal) => client.read('/api/automation/configs/{id}', { path: { id }, signal }),
    { live: ({ object }) => object === `automation.config:${id}` },
  )
  return (
    <Ready of={config} thing={`configuration ${id}`} back={BACK}>
      {(found, { etag }) => <Found of={found} etag={etag} />}
    </Ready>
  )
}

function Found({ of, etag }: { of: Config; etag: string | undefined }) {
  const { runs: mayRun, keeps } = useAutomation()
  const [open, setOpen] = useState<'intended' | 'remove' | null>(null)
  const read = useReadNow()
  const restore = useRestore(of.id)
  const go = useGo()
  const { look, word } = standingOf(of)
  const { host, inventory, inventoryId, hasIntended } = of
  return (
    <>
      <PageHead
        title={host}
        trail={[...TRAIL, { label: 'Backups', to: BACK.to }]}
        state={
          <State look={look} pill>
            {word}
          </State>
        }
        sentence={
          <>
            {counted(of.versions, 'version')}, read <Time at={of.readAt} none="never" />.
          </>
        }
        acts={
          mayRun && (
            <>
              {inventory !== null && (
                <Button look="filled" onClick={() => read({ inventoryId, hosts: [host] })}>
                  Read now
                </Button>
              )}
              <Button onClick={() => setOpen('intended')}>What it should be</Button>
              <Menu
                framed
                label={`More acts on ${host}`}
                items={[
                  hasIntended && { label: 'Restore as intended', run: () => restore() },
                  keeps && { label: 'Remove', run: () => setOpen('remove') },
                ]}
              />
            </>
          )
        }
      />
      <div className="stack">
        {of.failedAt !== null && (
          <Hint look="attention">
            It could not be read <Time at={of.failedAt} />: {of.failure}
          </Hint>
        )}
        <WithSide side={<About of={of} />}>
          {mayRun && (of.drift ?? 0) > 0 && <Drift of={of} onRestore={() => restore()} />}
          <Versions of={of} mayRead={mayRun} onRestore={restore} />
        </WithSide>
      </div>
      {open === 'intended' && <IntendedDialog of={of} etag={etag} onClose={() => setOpen(null)} />}
      <ConfirmDialog
        title={`Remove the configuration of ${host}?`}
        isOpen={open === 'remove'}
        onClose={() => setOpen(null)}
        act="Remove all versions"
        run={async () => {
          await client.delete('/api/automation/configs/{id}', { path: { id: of.id } })
          go(BACK.to)
        }}
      >
        {counted(of.versions, 'version')} and what it should be are gone then. When it is read again it begins
        anew.
      </ConfirmDialog>
    </>
  )
}

function About({ of }: { of: Config }) {
  return (
    <Card title="Host">
      <Facts
        of={[
          [
            'Inventory',
            of.inventory === null ? (
              'gone'
            ) : (
              <Link key="i" to={`/app/automation/inventories/${of.inventoryId}/hosts`}>
                {of.inventory}
              </Link>
            ),
          ],
          of.platform === null ? null : ['Platform', of.platform],
          ['Changed', <Time key="c" at={of.changedAt} />],
          of.size === null ? null : ['Size', bytes(of.size)],
          [
            'Intended',
            of.intendedAt === null ? 'nobody said what it should be' : <Time key="n" at={of.intendedAt} />,
          ],
          of.driftSince === null ? null : ['Drifts since', <Time key="d" at={of.driftSince} />],
          of.ignored.length === 0 ? null : ['May differ', of.ignored.join(', ')],
        ]}
      />
    </Card>
  )
}

function Drift({ of: { id, number }, onRestore }: { of: Config; onRestore: () => void }) {
  const drift = useData(['automation', 'configs', 'drift', id, number], (signal) =>
    client.read('/api/automation/configs/{id}/drift', { path: { id }, signal }),
  )
  return (
    <Card
      title="Not as intended"
      aside={
        <Button small onClick={onRestore}>
          Restore as intended
        </Button>
      }
    >
      <Ready of={drift} what="The comparison">
        {(diff) => <TextDiff diff={diff} label="What differs from what is intended" />}
      </Ready>
    </Card>
  )
}
