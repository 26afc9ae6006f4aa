import { type ReactNode, useState } from 'react'
import { Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { counted, Time } from '../../../ui/time.tsx'
import { useAutomation } from '../section.ts'
import {
  addressOf,
  BACK,
  faultWords,
  INVENTORIES,
  INVENTORIES_TRAIL,
  type Inventory,
  useInventory,
} from './data.ts'
import { InventoryDialog } from './inventory-dialog.tsx'

/** What the pages of one inventory have alike: what it is, how it stands, and the way from one to the other. */
export function InventoryFrame({ children }: { children: (inventory: Inventory) => ReactNode }) {
  const { runs, keeps } = useAutomation()
  const { id, inventory } = useInventory()
  const [isOpen, setOpen] = useState(false)
  return (
    <Ready of={inventory} thing={`inventory ${id}`} back={BACK}>
      {(found) => (
        <>
          <PageHead
            title={found.name}
            trail={INVENTORIES_TRAIL}
            state={<Standing of={found} />}
            sentence={<Sentence of={found} />}
            acts={
              <>
                {runs && found.faults.length === 0 && (
                  <Button look="filled" to={`/app/automation/runs/new?inventory=${id}`}>
                    New run
                  </Button>
                )}
                <Menu
                  framed
                  label={`More acts on ${found.name}`}
                  items={[
                    keeps && { label: 'Change', run: () => setOpen(true) },
                    keeps && { label: 'Import hosts', to: `${INVENTORIES}/import?into=${id}` },
                  ]}
                />
              </>
            }
          />
          <div className="stack">
            <Faults of={found} keeps={keeps} />
            <Tabs
              label={`Parts of ${found.name}`}
              of={[
                { label: 'Hosts', to: addressOf(id), count: found.hosts ?? undefined },
                { label: 'Groups', to: addressOf(id, 'groups'), count: found.groups ?? undefined },
                ...(keeps ? [{ label: 'Files', to: addressOf(id, 'files') }] : []),
              ]}
            />
            {children(found)}
          </div>
          {isOpen && <InventoryDialog of={found} onClose={() => setOpen(false)} />}
        </>
      )}
    </Ready>
  )
}

function Standing({ of: { faults, warnings } }: { of: Inventory }) {
  if (faults.length > 0)
    return (
      <State look="failed" pill>
        Broken
      </State>
    )
  if (warnings > 0)
    return (
      <State look="attention" pill>
        {counted(warnings, 'warning')}
      </State>
    )
  return (
    <State look="done" pill>
      In order
    </State>
  )
}

function Sentence({ of: { hosts, groups, asOf, hostsFile } }: { of: Inventory }) {
  if (hosts === null || asOf === null) return <>Its hosts are read from {hostsFile}.</>
  return (
    <>
      {counted(hosts, 'host')} in {counted(groups ?? 0, 'group')}, as of <Time at={asOf} />.
    </>
  )
}

const MOST_SAID = 10

/** What keeps its files from being used; runs are not begun with it until it is mended. */
function Faults({ of: { id, faults, hosts }, keeps }: { of: Inventory; keeps: boolean }) {
  if (faults.length === 0) return null
  return (
    <Hint
      look="failed"
      act={
        keeps ? (
          <Button small to={addressOf(id, 'files')}>
            Mend it
          </Button>
        ) : undefined
      }
    >
      <strong>
        {hosts === null
          ? 'Its files cannot be used.'
          : 'Its files cannot be used any more. What was last in order is shown; no run begins with it.'}
      </strong>
      <ul>
        {faults.slice(0, MOST_SAID).map((fault) => (
          <li key={`${fault.file} ${fault.line} ${fault.column} ${fault.reason}`}>{faultWords(fault)}</li>
        ))}
      </ul>
      {faults.length > MOST_SAID && `${faults.length - MOST_SAID} more.`}
    </Hint>
  )
}
