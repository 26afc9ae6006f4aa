import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { useGo, useQueryState } from '../../../ui/link.tsx'
import { type BroughtList, ImportFrame, ListSource, stepOf } from '../../../ui/list-source.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { useAutomation } from '../section.ts'
import { addressOf, INVENTORIES, INVENTORIES_TRAIL } from './data.ts'
import { type Columns, PreviewStep, type Seen } from './import-preview.tsx'

const HERE = `${INVENTORIES}/import`
const MOST_BYTES = 8_000_000
const NEW = 'new'

/** Where the hosts go: into an inventory, or into a new one. */
interface Into {
  inventory: string
  name: string
}

/** Hosts from NetBox or a table, looked at line by line before they are written. */
export default function ImportHosts() {
  useAutomation()
  const [query] = useQueryState()
  const go = useGo()
  const [list, setList] = useState<BroughtList>({ text: '' })
  const [into, setInto] = useState<Into>({ inventory: query.into ?? NEW, name: '' })
  const [columns, setColumns] = useState<Columns>({})
  const [seen, setSeen] = useState<Seen>()
  const [done, setDone] = useState<Seen>()
  const step = done && query.step === 'done' ? 'done' : seen && query.step === 'preview' ? 'preview' : 'list'
  const look = async (wanted: BroughtList, chosen: Columns) => {
    setColumns(chosen)
    setSeen(await send(wanted, into, { columns: chosen, isTrial: true }))
  }
  return (
    <ImportFrame
      title="Import hosts"
      trail={INVENTORIES_TRAIL}
      here={HERE}
      now={step}
      isPreviewed={seen !== undefined}
      isDone={done !== undefined}
      last="Hosts"
    >
      {step === 'list' && (
        <ListStep
          list={list}
          setList={setList}
          into={into}
          setInto={setInto}
          look={async (wanted) => {
            await look(wanted, {})
            go(stepOf(HERE, 'preview'))
          }}
        />
      )}
      {step === 'preview' && seen && (
        <PreviewStep
          seen={seen}
          back={HERE}
          columns={columns}
          setColumns={(chosen) => look(list, chosen)}
          run={async () => {
            setDone(await send(list, into, { columns, tag: seen.tag, isTrial: false }))
            await queries.invalidateQueries({ queryKey: ['automation'] })
            go(stepOf(HERE, 'done'), { replace: true })
          }}
        />
      )}
      {step === 'done' && done && <DoneStep done={done} />}
    </ImportFrame>
  )
}

const send = (
  { text, file }: BroughtList,
  { inventory, name }: Into,
  more: { columns: Columns; tag?: string; isTrial: boolean },
): Promise<Seen> =>
  client.post('/api/automation/inventories/import', {
    body: {
      ...(file === undefined ? { text: text ?? '' } : { file }),
      ...(inventory === NEW
        ? { ...(name.trim() && { name: name.trim() }) }
        : { inventoryId: Number(inventory) }),
      ...more,
    },
  })

function ListStep({
  list,
  setList,
  into,
  setInto,
  look,
}: {
  list: BroughtList
  setList: (list: BroughtList) => void
  into: Into
  setInto: (into: Into) => void
  look: (list: BroughtList) => Promise<void>
}) {
  const [isNameless, setNameless] = useState(false)
  const inventories = useData(['automation', 'inventories', 'all'], (signal) =>
    client.read('/api/automation/inventories', { query: { limit: 200 }, signal }),
  )
  return (
    <WithSide
      side={
        <Card title="What can be read">
          <div className="stack-small small">
            <p>
              The answer of NetBox to /api/dcim/devices/ as JSON: name, primary address, platform, site, role,
              tags and custom fields.
            </p>
            <p>Or a table whose first line names the columns. Commas, semicolons and tabs separate.</p>
            <p className="mono">
              name;address;platform;groups;site
              <br />
              sw-a1;192.0.2.1;ios;access;zrh
            </p>
            <p>Passwords are left out: they belong to Credentials.</p>
          </div>
        </Card>
      }
    >
      <Card>
        <Ready of={inventories} what="The list of inventories">
          {({ items }) => (
            <div className="stack-small">
              <Select
                label="Into"
                data={[
                  { value: NEW, label: 'A new inventory' },
                  ...items.map(({ id, name }) => ({ value: String(id), label: name })),
                ]}
                allowDeselect={false}
                value={into.inventory}
                onChange={(inventory) => setInto({ ...into, inventory: inventory ?? NEW })}
              />
              {into.inventory === NEW && (
                <TextInput
                  label="Name of the new inventory (required)"
                  maxLength={200}
                  value={into.name}
                  error={isNameless && into.name.trim() === '' && 'Name the new inventory.'}
                  onChange={(event) => setInto({ ...into, name: event.currentTarget.value })}
                />
              )}
            </div>
          )}
        </Ready>
      </Card>
      <ListSource
        label="Devices as JSON, or a table"
        description="Up to 10,000 hosts. Hosts are added and changed; none is taken away."
        fileKind="a file"
        accept=".json,.csv,.txt,.tsv,.xlsx,application/json,text/csv"
        mostBytes={MOST_BYTES}
        empty="Paste a list, or choose a file."
        list={list}
        setList={setList}
        look={async (wanted) => {
          const isNameless = into.inventory === NEW && into.name.trim() === ''
          setNameless(isNameless)
          if (!isNameless) await look(wanted)
        }}
        back={INVENTORIES}
      />
    </WithSide>
  )
}

function DoneStep({ done: { counts, inventoryId } }: { done: Seen }) {
  return (
    <Card>
      <div className="stack-small">
        <State look="done">
          {counted(counts.add, 'host')} added{counts.change > 0 && `, ${count(counts.change)} changed`}
        </State>
        <p className="caption">What the files said before is among their versions.</p>
        {inventoryId !== null && (
          <div className="line">
            <Button look="filled" to={addressOf(inventoryId)}>
              See the hosts
            </Button>
            <Button to={addressOf(inventoryId, 'files')}>See the files</Button>
          </div>
        )}
      </div>
    </Card>
  )
}
