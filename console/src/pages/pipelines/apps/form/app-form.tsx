import '@mantine/core/styles/NumberInput.css'
import '@mantine/core/styles/Slider.css'
import { Checkbox, Input, NativeSelect, NumberInput, Slider, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { Card } from '../../../../ui/card.tsx'
import type { FormDefinition, FormField, FormProblems, FormSection, FormValue, FormValues } from './check.ts'
import css from './form.module.css'

export interface AppFormProps {
  definition: Pick<FormDefinition, 'sections'>
  values: FormValues
  onChange: (changes: FormValues) => void
  problems: FormProblems
  /** Begins the ids of the inputs, which are `<id>-<field>`: what a summary of problems links to. */
  id: string
  /** A field was left. */
  onLeave?: ((name: string) => void) | undefined
  /** The place of a field of files; without it a sentence stands there, as in a preview. */
  files?: ((field: FormField) => ReactNode) | undefined
  /** Stands above the fields of the first card that has other fields than files. */
  first?: ReactNode
  /** Beside the title of that card: Reset to defaults. */
  aside?: ReactNode
}

/** The form of an app: a card for each of its sections; files and settings of one section are cards of their own. */
export function AppForm({ first, aside, ...parts }: AppFormProps) {
  const cards = parts.definition.sections.flatMap(cardsOf)
  const main = cards.findIndex(({ fields }) => !isFiles(fields))
  return (
    <div className="stack">
      {cards.map((card, at) => (
        <SectionCard key={card.key} of={card} {...parts} {...(at === main && { first, aside })} />
      ))}
      {main < 0 && first !== undefined && (
        <Card title="Settings" aside={aside}>
          <div className={css.grid}>{first}</div>
        </Card>
      )}
    </div>
  )
}

interface SectionOfForm extends FormSection {
  key: string
}

const isFiles = (fields: readonly FormField[]): boolean => fields[0]?.type === 'attachment'

function cardsOf(section: FormSection, at: number): SectionOfForm[] {
  const files = section.fields.filter(({ type }) => type === 'attachment')
  const others = section.fields.filter(({ type }) => type !== 'attachment')
  const isFirst = /^(?:input|required)/i.test(section.label)
  const card = (fields: readonly FormField[], label: string) =>
    fields.length > 0 ? [{ ...section, label, fields, key: `${at} ${label}` }] : []
  return files.length > 0 && others.length > 0
    ? [
        ...card(files, isFirst ? 'Input' : `${section.label}: files`),
        ...card(others, isFirst ? 'Settings' : section.label),
      ]
    : [...card(files, section.label), ...card(others, section.label)]
}

function SectionCard({
  of: { label, open, fields },
  first,
  aside,
  ...parts
}: Omit<AppFormProps, 'definition'> & { of: SectionOfForm }) {
  const { problems, files } = parts
  const inner = isFiles(fields) ? (
    <div className="stack">
      {fields.map((field) => (
        <div key={field.name}>{files ? files(field) : <FilesPreview of={field} />}</div>
      ))}
    </div>
  ) : (
    <div className={css.grid}>
      {first}
      {fields.map((field) => (
        <FieldInput key={field.name} of={field} {...parts} />
      ))}
    </div>
  )
  if (open) {
    return (
      <Card title={label} aside={aside}>
        {inner}
      </Card>
    )
  }
  // One with something wrong in it is shown.
  const isWrong = fields.some(({ name }) => problems[name] !== undefined)
  return (
    <Card>
      <details {...(isWrong && { open: true })}>
        <summary className={css.summary}>
          {label}{' '}
          <span className="caption">{fields.length === 1 ? '1 setting' : `${fields.length} settings`}</span>
        </summary>
        {inner}
      </details>
    </Card>
  )
}

/** What files a field takes, in words. */
export function filesInWords({ accept, min, max }: FormField): string {
  const names = accept ? accept.map((each) => each.replace(/^\*/, '')).join(', ') : 'Any files'
  if (max === 1) return `${names}; one file.`
  if (max === undefined) return min !== undefined && min > 1 ? `${names}; ${min} or more.` : `${names}.`
  return min === max ? `${names}; ${max} files.` : `${names}; up to ${max} files.`
}

function FilesPreview({ of: field }: { of: FormField }) {
  return (
    <div>
      <span className={css.label}>
        {field.label} {field.required && <span className="caption">(required)</span>}
      </span>
      <span className="caption">
        {field.help ? `${field.help} ` : ''}
        {filesInWords(field)}
      </span>
    </div>
  )
}

interface InputProps extends Pick<AppFormProps, 'values' | 'onChange' | 'problems' | 'id' | 'onLeave'> {
  of: FormField
}

function FieldInput({ of: field, values, onChange, problems, id, onLeave }: InputProps) {
  const { name, type, label, help, required, unit } = field
  const value = values[name]
  const put = (next: FormValue) => onChange({ [name]: next })
  const common = {
    id: `${id}-${name}`,
    name,
    label: `${label}${unit ? ` (${unit})` : ''}${required ? ' (required)' : ''}`,
    description: describe(field, help),
    error: problems[name],
    onBlur: () => onLeave?.(name),
  }
  if (type === 'flag') {
    return (
      <Checkbox
        {...common}
        className={css.flag}
        checked={value === true}
        onChange={({ currentTarget }) => put(currentTarget.checked)}
      />
    )
  }
  if (type === 'select')
    return <Choice of={field} common={common} value={String(value ?? '')} onChange={put} />
  if (type === 'multiselect') {
    return (
      <Checkbox.Group
        {...common}
        value={[...((value as readonly string[] | undefined) ?? [])]}
        onChange={put}
      >
        <div className={css.choices}>
          {(field.choices ?? []).map((choice) => (
            <Checkbox key={choice.value} value={choice.value} label={choice.label} />
          ))}
        </div>
      </Checkbox.Group>
    )
  }
  if (type === 'text' || field.many) {
    return (
      <Textarea
        {...common}
        autosize
        minRows={2}
        maxRows={12}
        value={String(value ?? '')}
        onChange={({ currentTarget }) => put(currentTarget.value)}
      />
    )
  }
  if (type === 'string')
    return (
      <TextInput
        {...common}
        value={String(value ?? '')}
        onChange={({ currentTarget }) => put(currentTarget.value)}
      />
    )
  return <NumberField of={field} common={common} value={value} onChange={put} />
}

function describe({ many }: FormField, help: string | undefined): string | undefined {
  const lines = many ? 'One a line.' : ''
  return [help, lines].filter(Boolean).join(' ') || undefined
}

interface CommonProps {
  id: string
  name: string
  label: string
  description: string | undefined
  error: string | undefined
  onBlur: () => void
}

function Choice({
  of: { choices = [], required, default: usual },
  common,
  value,
  onChange,
}: {
  of: FormField
  common: CommonProps
  value: string
  onChange: (next: string) => void
}) {
  const isFixed = required && usual !== undefined
  return (
    <NativeSelect
      {...common}
      data={[...(isFixed ? [] : [{ value: '', label: required ? 'Choose one' : '—' }]), ...choices]}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

/** A slider beside the number where its bounds are near enough. */
function NumberField({
  of: { type, label, min, max, step },
  common,
  value,
  onChange,
}: {
  of: FormField
  common: CommonProps
  value: FormValue | undefined
  onChange: (next: number | string) => void
}) {
  const by = step ?? (type === 'integer' ? 1 : undefined)
  const numbers = {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    step: by ?? 0.1,
    allowDecimal: type === 'float',
    clampBehavior: 'none',
    value: typeof value === 'number' ? value : String(value ?? ''),
    onChange,
  } as const
  if (min === undefined || max === undefined || by === undefined || (max - min) / by > MOST_STEPS)
    return <NumberInput {...common} {...numbers} />
  const { id, name, onBlur, ...words } = common
  return (
    <Input.Wrapper {...words} id={id}>
      <div className={css.sliding}>
        <Slider
          thumbLabel={label}
          label={null}
          min={min}
          max={max}
          step={by}
          value={typeof value === 'number' ? value : min}
          onChange={onChange}
          onBlur={onBlur}
        />
        <NumberInput {...numbers} id={id} name={name} onBlur={onBlur} error={common.error !== undefined} />
      </div>
    </Input.Wrapper>
  )
}

const MOST_STEPS = 200
