import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Card } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { Empty } from '../../../ui/states.tsx'
import { counted } from '../../../ui/time.tsx'
import { addressOf, type Group, INVENTORY_LIVE, type Inventory } from './data.ts'
import { InventoryFrame } from './frame.tsx'
import css from './inventories.module.css'

/** The groups of an inventory as a tree: those at the top hold for all below them. */
export default function InventoryGroups() {
  return <InventoryFrame>{(inventory) => <Groups of={inventory} />}</InventoryFrame>
}

function Groups({ of: { id, hosts, asOf } }: { of: Inventory }) {
  const groups = useData(
    ['automation', 'inventory', id, 'groups', asOf],
    (signal) => client.read('/api/automation/inventories/{id}/groups', { path: { id }, signal }),
    { live: INVENTORY_LIVE, keep: true, when: hosts !== null },
  )
  if (hosts === null)
    return <Empty title="No groups to show">They are shown once the files can be read.</Empty>
  return (
    <Ready of={groups} what="The list of groups">
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="No groups yet">
            Groups hold what several hosts have in common. They stand in the file of groups.
          </Empty>
        ) : (
          <Card>
            <ul className={css.tree}>
              {items
                .filter(({ parents }) => parents.length === 0)
                .map((group) => (
                  <Branch key={group.name} of={group} all={items} id={id} />
                ))}
            </ul>
          </Card>
        )
      }
    </Ready>
  )
}

interface BranchProps {
  of: Group
  all: readonly Group[]
  id: number
}

function Branch({ of: group, all, id }: BranchProps) {
  const { name, hosts, own, platform } = group
  const below = all.filter(({ parents }) => parents.includes(name))
  const said = [...(platform === null ? [] : [['platform', platform] as const]), ...Object.entries(own)]
  return (
    <li>
      <div className={css.group}>
        <Link to={`${addressOf(id)}?group=${encodeURIComponent(name)}`}>
          <bdi>{name}</bdi>
        </Link>
        <span className="caption">
          {counted(hosts.all, 'host')}
          {hosts.direct !== hosts.all && `, ${hosts.direct} of them its own`}
        </span>
        {said.length > 0 && (
          <span className="mono muted">
            {said
              .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
              .join(' · ')}
          </span>
        )}
      </div>
      {below.length > 0 && (
        <ul>
          {below.map((each) => (
            <Branch key={each.name} of={each} all={all} id={id} />
          ))}
        </ul>
      )}
    </li>
  )
}
