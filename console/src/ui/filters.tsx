import { Menu, TextInput } from '@mantine/core'
import { IconChevronDown, IconSearch, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import css from './filters.module.css'
import { count as figure } from './time.tsx'

const PAUSE_MS = 250

/** Searches while one types; `/` goes there. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  /** What is looked through: "Participant or file". */
  label: string
  value: string
  onChange: (text: string) => void
}) {
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value
      setText(value)
    }
  }, [value])
  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text
      latest.current(text.trim())
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <TextInput
      className={css.search}
      type="search"
      aria-label={label}
      placeholder={label}
      data-search
      leftSection={<IconSearch aria-hidden="true" size="1.1em" />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      maxLength={200}
    />
  )
}

export interface FilterOption {
  value: string
  label: string
  count?: number | undefined
}

/** A filter: a chip that opens its choices, and says the chosen one with a cross to take it away. */
export function FilterChip({
  label,
  value,
  options,
  onChange,
  icon,
}: {
  label: string
  value: string
  options: readonly FilterOption[]
  onChange: (value: string | undefined) => void
  icon?: ReactNode
}) {
  const chosen = options.find((option) => option.value === value)
  return (
    <span className={css.chip} data-on={chosen ? true : undefined}>
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" aria-label={chosen ? `${label}: ${chosen.label}` : label}>
            {icon}
            {chosen?.label ?? label}
            {!chosen && <IconChevronDown aria-hidden="true" />}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.RadioGroup value={value} onChange={onChange}>
            {options.map((option) => (
              <Menu.RadioItem
                key={option.value}
                value={option.value}
                closeMenuOnClick
                rightSection={
                  option.count === undefined ? null : <span className="muted">{figure(option.count)}</span>
                }
              >
                {option.label}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Dropdown>
      </Menu>
      {chosen && (
        <button
          type="button"
          aria-label={`Take the filter ${chosen.label} away`}
          onClick={() => onChange(undefined)}
        >
          <IconX aria-hidden="true" />
        </button>
      )}
    </span>
  )
}

/** A filter that is on or off, with the number it would show. */
export function ToggleChip({
  label,
  count,
  isOn,
  onChange,
}: {
  label: string
  count?: number | undefined
  isOn: boolean
  onChange: (isOn: boolean) => void
}) {
  return (
    <span className={css.chip} data-on={isOn || undefined}>
      <button type="button" aria-pressed={isOn} onClick={() => onChange(!isOn)}>
        {label}
        {count !== undefined && <strong className={css.count}>{figure(count)}</strong>}
        {isOn && <IconX aria-hidden="true" />}
      </button>
    </span>
  )
}

/** Search and filters in a line above a list; what stands right is at the end. */
export function FilterBar({ children, right }: { children: ReactNode; right?: ReactNode }) {
  return (
    <search className={css.bar}>
      {children}
      {right && <span className={css.right}>{right}</span>}
    </search>
  )
}
