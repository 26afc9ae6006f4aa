import { useState } from 'react'
import { FilterBar, SearchField, ToggleChip } from '../../../ui/filters.tsx'
import { State } from '../../../ui/state.tsx'
import { NoneMatch } from '../../../ui/states.tsx'
import { clock } from '../../../ui/time.tsx'
import type { AtDoor } from './at-door.ts'
import css from './attendance.module.css'
import type { Person } from './data.ts'

const MOST_OTHERS = 8

/** Everybody who belongs here in big rows: one touch is in, another one is out again. */
export function PeopleList({ of: door }: { of: AtDoor }) {
  const [search, setSearch] = useState('')
  const [isMissingOnly, setMissingOnly] = useState(false)
  const { registered, walkIns, people, present } = door
  const folded = search.toLocaleLowerCase()
  const isFound = ({ name, userClass }: Person) => `${name} ${userClass}`.toLocaleLowerCase().includes(folded)
  const here = [...registered, ...walkIns]
  const missing = registered.filter(({ id }) => !present.has(id))
  const shown = (isMissingOnly ? missing : here)
    .filter(isFound)
    .sort((one, two) => one.name.localeCompare(two.name) || one.id - two.id)
  const others = search === '' ? [] : people.filter((person) => !here.includes(person) && isFound(person))
  return (
    <div>
      <FilterBar>
        <SearchField label="Name or class" value={search} onChange={setSearch} />
        <ToggleChip label="Missing" count={missing.length} isOn={isMissingOnly} onChange={setMissingOnly} />
      </FilterBar>
      {shown.length > 0 && (
        <ul className={css.people} aria-label="People">
          {shown.map((person) => (
            <PersonRow key={person.id} person={person} door={door} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <>
          <h2 className={css.others}>Not registered here</h2>
          <ul className={css.people} aria-label="Not registered here">
            {others.slice(0, MOST_OTHERS).map((person) => (
              <PersonRow key={person.id} person={person} door={door} />
            ))}
          </ul>
          {others.length > MOST_OTHERS && (
            <p className="caption">{others.length - MOST_OTHERS} more: type more of the name.</p>
          )}
        </>
      )}
      {shown.length + others.length === 0 && (
        <Nobody door={door} search={search} onClear={() => setSearch('')} />
      )}
    </div>
  )
}

function Nobody({ door, search, onClear }: { door: AtDoor; search: string; onClear: () => void }) {
  if (search !== '') return <NoneMatch title={`Nobody of this event is called ${search}`} onClear={onClear} />
  if (door.registered.length > 0) return <p className={css.all}>Nobody is missing.</p>
  return (
    <p className={css.all}>
      Nobody is registered for {door.workshop.title}. Look for a name to let somebody in.
    </p>
  )
}

function PersonRow({ person, door }: { person: Person; door: AtDoor }) {
  const presence = door.present.get(person.id)
  const isRegistered = door.registered.includes(person)
  return (
    <li>
      <button
        type="button"
        className={css.person}
        data-in={presence ? true : undefined}
        aria-pressed={presence !== undefined}
        onClick={() => door.tap(person)}
      >
        <span className={css.name}>
          <bdi>{person.name}</bdi>
          <span className="caption">
            <bdi>{person.userClass}</bdi>
            {presence && !isRegistered && (person.userClass ? ', walk-in' : 'walk-in')}
          </span>
        </span>
        {presence ? (
          <State look={presence.isWaiting ? 'waiting' : 'done'}>In {clock(presence.at)}</State>
        ) : (
          <State look="draft">{isRegistered ? 'Missing' : 'Let in'}</State>
        )}
      </button>
    </li>
  )
}
