import type { ReactNode } from 'react'
import { useState } from 'react'
import { Button } from './button.tsx'
import css from './conflict.module.css'
import { Hint } from './states.tsx'

export interface ConflictField<V> {
  name: keyof V & string
  label: string
  show?: (value: V[keyof V & string]) => ReactNode
}

export interface ConflictProps<V extends object> {
  /** "Amara Okafor saved this workshop at 14:02." */
  title: ReactNode
  fields: readonly ConflictField<V>[]
  mine: V
  theirs: V
  /** Saves the values that were chosen, on top of theirs. */
  onSave: (values: V) => void
  /** Drops one's own. */
  onTake: () => void
}

/** What one has not touched is as the other has left it; `isClear` when nothing was changed by both. */
export function mergeOver<V extends object>(base: V, mine: V, theirs: V): { values: V; isClear: boolean } {
  const same = (name: keyof V, one: V, two: V) => JSON.stringify(one[name]) === JSON.stringify(two[name])
  const names = Object.keys(mine) as (keyof V)[]
  const touched = names.filter((name) => !same(name, base, mine))
  const values = { ...theirs, ...Object.fromEntries(touched.map((name) => [name, mine[name]])) }
  return {
    values,
    isClear: touched.every((name) => same(name, base, theirs) || same(name, mine, theirs)),
  }
}

/** Somebody else changed it meanwhile: for each field that differs, theirs or mine. Nothing is overwritten unseen. */
export function Conflict<V extends object>({
  title,
  fields,
  mine,
  theirs,
  onSave,
  onTake,
}: ConflictProps<V>) {
  const [isMine, setMine] = useState<Readonly<Record<string, boolean>>>({})
  const chosen = (name: string) => isMine[name] ?? true
  const show = ({ name, show }: ConflictField<V>, values: V) =>
    show?.(values[name]) ?? String(values[name] ?? '')
  const different = fields.filter(({ name }) => JSON.stringify(mine[name]) !== JSON.stringify(theirs[name]))
  const save = () => {
    const picked = different.filter(({ name }) => chosen(name)).map(({ name }) => [name, mine[name]])
    onSave({ ...theirs, ...Object.fromEntries(picked) })
  }
  return (
    <div className="stack-small" role="alert">
      <Hint>
        <strong>{title}</strong> Your text is kept below.
      </Hint>
      {different.map((field) => (
        <fieldset key={field.name} className={css.field}>
          <legend>{field.label}</legend>
          {([false, true] as const).map((own) => (
            <label key={String(own)} data-on={chosen(field.name) === own || undefined}>
              <input
                type="radio"
                name={`conflict-${field.name}`}
                checked={chosen(field.name) === own}
                onChange={() => setMine((now) => ({ ...now, [field.name]: own }))}
              />
              <span className="muted">{own ? 'yours' : 'theirs'}</span> {show(field, own ? mine : theirs)}
            </label>
          ))}
        </fieldset>
      ))}
      <div className="line">
        <Button look="filled" onClick={save}>
          Save what is chosen
        </Button>
        <Button onClick={onTake}>Take theirs</Button>
      </div>
    </div>
  )
}
