import '@mantine/core/styles/NumberInput.css'
import '@mantine/core/styles/PasswordInput.css'
import { Checkbox, NativeSelect, NumberInput, PasswordInput, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'

export type VariableValue = string | number | boolean
export type VariableValues = Readonly<Record<string, VariableValue>>

/** How one variable of a template is asked for. */
export interface VariableField {
  name: string
  type:
    | 'text'
    | 'multiline'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'choice'
    | 'secret'
    | 'host'
    | 'group'
    | 'json'
  label?: string
  help?: string
  required?: boolean
  default?: unknown
  choices?: readonly string[]
  min?: number
  max?: number
}

interface VariableFieldsProps {
  fields: readonly VariableField[]
  values: VariableValues
  onChange(changes: VariableValues): void
  /** What is wrong, by name. */
  problems: Readonly<Record<string, string | undefined>>
  /** Begins the ids of the inputs, which are `<id>-<name>`. */
  id: string
  /** Of the chosen inventory, to choose from. */
  hosts?: readonly string[]
  groups?: readonly string[]
  onLeave?: (name: string) => void
}

/** The typed form of a template's variables. */
export function VariableFields({ fields, id, hosts = [], groups = [], ...parts }: VariableFieldsProps) {
  return (
    <div className="stack">
      {fields.map((field) => (
        <VariableInput key={field.name} of={field} id={id} {...parts} />
      ))}
      <Names id={`${id}-hosts`} of={hosts} />
      <Names id={`${id}-groups`} of={groups} />
    </div>
  )
}

/** What a text field of hosts or groups suggests; another name can be typed. */
function Names({ id, of }: { id: string; of: readonly string[] }) {
  return (
    <datalist id={id}>
      {of.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  )
}

interface InputProps
  extends Pick<VariableFieldsProps, 'values' | 'onChange' | 'problems' | 'id' | 'onLeave'> {
  of: VariableField
}

function VariableInput({ of: field, values, onChange, problems, id, onLeave }: InputProps): ReactNode {
  const { name, type, label, help, required, choices = [] } = field
  const value = values[name] ?? ''
  const put = (next: VariableValue) => onChange({ [name]: next })
  const common = {
    id: `${id}-${name}`,
    name,
    label: `${label || name}${required ? ' (required)' : ''}`,
    description: describe(field, help),
    error: problems[name],
    onBlur: () => onLeave?.(name),
  }
  switch (type) {
    case 'boolean':
      return (
        <Checkbox
          {...common}
          checked={value === true}
          onChange={({ currentTarget }) => put(currentTarget.checked)}
        />
      )
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={String(value)}
          data={[{ value: '', label: required ? 'Choose one' : 'None' }, ...choices]}
          onChange={({ currentTarget }) => put(currentTarget.value)}
        />
      )
    case 'integer':
    case 'number':
      return (
        <NumberInput
          {...common}
          value={value === true || value === false ? '' : value}
          allowDecimal={type === 'number'}
          {...(field.min !== undefined && { min: field.min })}
          {...(field.max !== undefined && { max: field.max })}
          clampBehavior="none"
          onChange={put}
        />
      )
    case 'secret':
      return (
        <PasswordInput
          {...common}
          autoComplete="new-password"
          value={String(value)}
          onChange={({ currentTarget }) => put(currentTarget.value)}
        />
      )
    case 'multiline':
    case 'json':
      return (
        <Textarea
          {...common}
          autosize
          minRows={3}
          maxRows={16}
          className={type === 'json' ? 'mono' : undefined}
          value={String(value)}
          onChange={({ currentTarget }) => put(currentTarget.value)}
        />
      )
    default:
      return (
        <TextInput
          {...common}
          {...(type !== 'text' && { list: `${id}-${type}s` })}
          value={String(value)}
          onChange={({ currentTarget }) => put(currentTarget.value)}
        />
      )
  }
}

function describe({ type, min, max }: VariableField, help: string | undefined): string | undefined {
  const isNumber = type === 'integer' || type === 'number'
  const unit = isNumber ? '' : ' characters'
  const bounds =
    min !== undefined && max !== undefined
      ? `From ${min} to ${max}${unit}.`
      : min !== undefined
        ? `At least ${min}${unit}.`
        : max !== undefined
          ? `At most ${max}${unit}.`
          : ''
  const kind = {
    json: 'As JSON.',
    secret: 'Sealed, and never shown again.',
    host: 'The name of a host.',
    group: 'The name of a group.',
  }[type as string]
  return [help, bounds, kind].filter(Boolean).join(' ') || undefined
}

/** What a form begins with: what was given before, else its defaults. */
export function beginningOf(
  fields: readonly VariableField[],
  given: Readonly<Record<string, unknown>>,
): VariableValues {
  return Object.fromEntries(
    fields.map((field) => [field.name, shown(field, given[field.name] ?? field.default)]),
  )
}

function shown({ type }: VariableField, value: unknown): VariableValue {
  if (type === 'boolean') return value === true
  if (value === undefined || value === null || type === 'secret') return ''
  if (typeof value === 'object') return JSON.stringify(value, null, 2)
  return type === 'integer' || type === 'number' ? (value as number) : String(value)
}

/** What is sent: nothing of what was left empty. */
export function variablesOf(
  fields: readonly VariableField[],
  values: VariableValues,
): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ name }) => {
      const value = values[name]
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
}
