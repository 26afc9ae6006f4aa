import type { Answer } from '@atelier/client'
import { IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Card, Tag } from '../../../ui/card.tsx'
import { Failed } from '../../../ui/states.tsx'
import { newRunOn } from '../chosen-hosts.ts'
import { useAutomation } from '../section.ts'
import { INVENTORY_LIVE } from './data.ts'
import css from './inventories.module.css'

type Detail = Answer<'/api/automation/inventories/{id}/hosts/{name}'>
type Traced = Detail['traced'][number]

const NAMES: Readonly<Record<string, string>> = { hostname: 'Address', port: 'Port', platform: 'Platform' }

/** One host beside the list: each value, and who says it. */
export function HostPanel({ id, name, close }: { id: number; name: string; close: () => void }) {
  const { runs } = useAutomation()
  const box = useRef<HTMLDivElement>(null)
  const host = useData(
    ['automation', 'inventory', id, 'host', name],
    (signal) => client.read('/api/automation/inventories/{id}/hosts/{name}', { path: { id, name }, signal }),
    { live: INVENTORY_LIVE },
  )
  // On a phone it stands below the list.
  useEffect(() => {
    if (name && host.isSuccess) box.current?.scrollIntoView({ block: 'nearest' })
  }, [name, host.isSuccess])
  return (
    <Card>
      <div className="stack" ref={box}>
        <div className={css.head}>
          <h2 className="mono">
            <bdi>{name}</bdi>
          </h2>
          <IconButton label="Close" onClick={close}>
            <IconX aria-hidden="true" />
          </IconButton>
        </div>
        {host.error && !host.data ? (
          <Failed error={host.error} what="The host" />
        ) : (
          <Ready of={host} what="The host">
            {(found) => <Shown of={found} />}
          </Ready>
        )}
        {runs && <Button to={newRunOn(id, [name])}>New run on this host</Button>}
      </div>
    </Card>
  )
}

function Shown({ of: { attributes, traced, chain } }: { of: Detail }) {
  return (
    <>
      <Values label="How it is reached" of={attributes} />
      {traced.length > 0 && <Values label="Data" of={traced} />}
      {chain.length > 0 && (
        <div className="stack-small">
          <p className="caption">Looked for in these groups, in this order, then in the defaults</p>
          <div className="line">
            {chain.map((group) => (
              <Tag key={group}>{group}</Tag>
            ))}
          </div>
        </div>
      )}
    </>
  )
}

function Values({ label, of }: { label: string; of: readonly Traced[] }) {
  return (
    <table className={css.values} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{label}</th>
          <th scope="col">Value</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {of.map(({ key, value, from, hides }) => (
          <tr key={key}>
            <th scope="row">{label === 'Data' ? key : (NAMES[key] ?? key)}</th>
            <td>
              <code>{textOf(value)}</code>
              {hides.map((hidden) => (
                <span key={originOf(hidden.from)} className="caption">
                  in place of {textOf(hidden.value)} of {originOf(hidden.from)}
                </span>
              ))}
            </td>
            <td>{originOf(from)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const originOf = ({ kind, group }: Traced['from']): string =>
  kind === 'host' ? 'the host' : kind === 'group' ? `group ${group}` : 'the defaults'

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
