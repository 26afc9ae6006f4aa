import { KindIcon } from '../sessions/kind-icon.tsx'
import css from './launch.module.css'
import type { LaunchKind } from './values.ts'

/** What can be run, one of them chosen. */
export function KindCards({
  kinds,
  chosen,
  onChange,
}: {
  kinds: readonly LaunchKind[]
  chosen: string
  onChange: (kind: LaunchKind) => void
}) {
  return (
    <fieldset className={css.kinds}>
      <legend className="sr-only">What to run</legend>
      {kinds.map((kind) => (
        <label key={kind.key} className={css.kind}>
          <input
            type="radio"
            name="kind"
            className="sr-only"
            value={kind.key}
            checked={kind.key === chosen}
            onChange={() => onChange(kind)}
          />
          <KindIcon of={kind.icon} />
          <strong>{kind.name}</strong>
          <span className="caption">{kind.description}</span>
        </label>
      ))}
    </fieldset>
  )
}
