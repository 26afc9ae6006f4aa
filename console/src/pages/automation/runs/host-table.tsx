import { State } from '../../../ui/state.tsx'
import { lookOf, wordOf } from './host-state.ts'
import css from './run.module.css'
import { type HostItem, lasted } from './words.ts'

/** Hosts with what stands in no tile: how long each took, and why it is not well. */
export function HostTable({
  hosts,
  chosen,
  onChoose,
}: {
  hosts: readonly HostItem[]
  chosen: string | undefined
  onChoose(name: string): void
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
    <section className={css.scroll} tabIndex={0} aria-label="Hosts">
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Host</th>
            <th scope="col">State</th>
            <th scope="col">Group</th>
            <th scope="col">Took</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {hosts.map((host) => (
            <tr key={host.name} data-chosen={host.name === chosen || undefined}>
              <th scope="row">
                <button type="button" className="link" dir="auto" onClick={() => onChoose(host.name)}>
                  {host.name}
                </button>
              </th>
              <td>
                <State look={lookOf(host.state)}>{wordOf(host.state)}</State>
              </td>
              <td>{host.group ?? ''}</td>
              <td className={css.number}>{host.ms === null ? '' : lasted(host.ms)}</td>
              <td dir="auto">{host.error ?? (host.changed ? 'Changed' : '')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
