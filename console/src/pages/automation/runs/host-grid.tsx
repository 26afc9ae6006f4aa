import { type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef } from 'react'
import { StateIcon } from '../../../ui/state.tsx'
import { count } from '../../../ui/time.tsx'
import { type HostCell, isDone, lookOf, wordOf } from './host-state.ts'
import css from './run.module.css'

/** Above so many, tiles have no names: those stand in the table, and beside the grid for the chosen one. */
const MOST_NAMED = 300

interface Group {
  name: string
  hosts: readonly HostCell[]
}

/**
 * The hosts of a run by their first group. One tab stop: arrows walk it, Enter opens a host's output, `n` goes to the next that
 * is not well.
 */
export function HostGrid({
  hosts,
  chosen,
  onChoose,
  onOpen,
}: {
  hosts: readonly HostCell[]
  chosen: string | undefined
  onChoose(name: string): void
  onOpen(name: string): void
}) {
  const grid = useRef<HTMLDivElement>(null)
  const latest = useRef(onChoose)
  latest.current = onChoose
  // The same for good: a thousand tiles are not drawn again for one that is chosen.
  const choose = useCallback((name: string) => latest.current(name), [])
  const groups = useMemo(() => groupsOf(hosts), [hosts])
  const order = useMemo(() => groups.flatMap((group) => group.hosts), [groups])
  const current = order.some(({ name }) => name === chosen) ? chosen : order[0]?.name
  useEffect(() => {
    const { current: box } = grid
    // Only who walks it by keys is taken along.
    if (chosen !== undefined && box?.contains(document.activeElement)) cellOf(box, chosen)?.focus()
  }, [chosen])

  function walk(event: KeyboardEvent): void {
    const at = order.findIndex(({ name }) => name === current)
    const to = targetOf(event, { order, at, columns: columnsOf(grid.current) })
    if (event.key === 'Enter' && current !== undefined) onOpen(current)
    else if (to !== undefined) onChoose(to.name)
    else return
    event.preventDefault()
  }

  const isNamed = hosts.length <= MOST_NAMED
  return (
    // biome-ignore lint/a11y/useSemanticElements: a grid of tiles is no table
    <div ref={grid} role="grid" aria-label="Hosts" tabIndex={-1} className={css.grid} onKeyDown={walk}>
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        <div key={group.name} role="rowgroup" aria-label={group.name}>
          <div className={css.groupHead} aria-hidden="true">
            <span>{group.name}</span>
            <span className={css.groupCount}>
              {count(group.hosts.filter(({ state }) => isDone(state)).length)} of {count(group.hosts.length)}
            </span>
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: as above */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: its cells are */}
          <div role="row" className={isNamed ? css.tiles : css.dots}>
            {group.hosts.map((host) => (
              <Tile
                key={host.name}
                host={host}
                isNamed={isNamed}
                isChosen={host.name === chosen}
                isStop={host.name === current}
                onChoose={choose}
              />
            ))}
          </div>
        </div>
      ))}
    </div>
  )
}

const Tile = memo(function Tile({
  host,
  isNamed,
  isChosen,
  isStop,
  onChoose,
}: {
  host: HostCell
  isNamed: boolean
  isChosen: boolean
  isStop: boolean
  onChoose(name: string): void
}) {
  const { name, state, changed } = host
  const words = `${name}: ${wordOf(state)}${changed ? ', changed' : ''}`
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    <button
      type="button"
      role="gridcell"
      aria-label={words}
      aria-selected={isChosen}
      title={words}
      tabIndex={isStop ? 0 : -1}
      data-host={name}
      data-state={state}
      data-chosen={isChosen || undefined}
      data-changed={changed || undefined}
      className={isNamed ? css.tile : css.dot}
      onClick={() => onChoose(name)}
    >
      <StateIcon look={lookOf(state)} />
      {isNamed && (
        <span className={css.tileName} dir="auto">
          {name}
        </span>
      )}
    </button>
  )
})

function groupsOf(hosts: readonly HostCell[]): Group[] {
  const found = new Map<string, HostCell[]>()
  for (const host of hosts) {
    const name = host.group ?? 'No group'
    const group = found.get(name)
    if (group) group.push(host)
    else found.set(name, [host])
  }
  return [...found].map(([name, group]) => ({ name, hosts: group }))
}

const cellOf = (grid: HTMLElement | null, name: string): HTMLElement | null =>
  grid?.querySelector(`[data-host="${CSS.escape(name)}"]`) ?? null

/** How many tiles stand beside each other, as the page is now. */
function columnsOf(grid: HTMLElement | null): number {
  const row = grid?.querySelector('[role="row"]')
  return row ? getComputedStyle(row).gridTemplateColumns.split(' ').length : 1
}

function targetOf(
  { key, ctrlKey, altKey, metaKey }: KeyboardEvent,
  { order, at, columns }: { order: readonly HostCell[]; at: number; columns: number },
): HostCell | undefined {
  if (ctrlKey || altKey || metaKey) return undefined
  if (key === 'n') return nextFailed(order, at)
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + columns,
    ArrowUp: at - columns,
    Home: 0,
    End: order.length - 1,
  }
  const to = steps[key]
  return to === undefined ? undefined : order[Math.max(0, Math.min(order.length - 1, to))]
}

function nextFailed(order: readonly HostCell[], at: number): HostCell | undefined {
  const isBad = ({ state }: HostCell) =>
    state === 'failed' || state === 'timed-out' || state === 'unreachable'
  return order.slice(at + 1).find(isBad) ?? order.find(isBad)
}
