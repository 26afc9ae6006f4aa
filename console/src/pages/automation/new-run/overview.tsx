import { Card } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { count, counted, moment } from '../../../ui/time.tsx'
import type { VariableField, VariableValues } from '../variables/variable-fields.tsx'
import type { Draft } from './draft.ts'
import css from './new-run.module.css'
import type { Inventory, Selection, Template } from './parts.ts'

type Line = [label: string, value: string, step: string]

interface OverviewProps {
  draft: Draft
  inventory: Inventory
  template: Template
  selection: Selection | undefined
  total: number | undefined
  fields: readonly VariableField[]
  values: VariableValues
  /** The address of a step. */
  stepTo(step: string): string
  isChange: boolean
}

/** Everything in one list, each line with the way back to it. Nothing has happened yet. */
export function Overview({
  draft,
  inventory,
  template,
  selection,
  total,
  fields,
  values,
  stepTo,
  isChange,
}: OverviewProps) {
  const lines: Line[] = [
    ['Inventory', inventory.name, 'hosts'],
    [
      'Hosts',
      selection
        ? total === undefined
          ? counted(selection.count, 'host')
          : `${count(selection.count)} of ${counted(total, 'host')}${selection.unknown.length > 0 ? `, and ${count(selection.unknown.length)} that it does not have` : ''}`
        : '…',
      'hosts',
    ],
    ['Template', `${template.name} (${template.fileName})`, 'template'],
    ...fields.map(
      ({ name, label, type }): Line => [
        label || name,
        type === 'secret' ? (values[name] ? '••••' : 'empty') : String(values[name] ?? '') || 'empty',
        'variables',
      ],
    ),
    ['Name', draft.name, 'when'],
    ...(isChange ? [] : [['When', whenOf(draft), 'when'] as Line]),
    ...(template.changes || template.canDryRun
      ? [['Changes', changesOf(draft, template), 'when'] as Line]
      : []),
    ['Told of its end', toldOf(draft), 'when'],
    ...limitsOf(draft),
  ]
  return (
    <Card title={isChange ? 'What the preset will be' : 'What will be run'} flush>
      <dl className={css.lines}>
        {lines.map(([label, value, step]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd dir="auto">{value}</dd>
            <dd className={css.change}>
              <Link to={stepTo(step)} aria-label={`Change ${label}`}>
                Change
              </Link>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function whenOf({ when, at, cron }: Draft): string {
  if (when === 'now') return 'Now'
  if (when === 'later') return at === '' ? 'No time yet' : moment(new Date(at).getTime())
  if (when === 'often') return `Again and again: ${cron}`
  return 'Not yet: it is saved as a preset'
}

function changesOf({ isDryRun }: Draft, { changes, canDryRun, needsApproval }: Template): string {
  if (isDryRun) return 'Dry run: it says what it would change, and changes nothing'
  if (!changes) return 'None'
  return [
    canDryRun ? 'It changes its hosts' : 'It changes its hosts, and knows no dry run',
    needsApproval && 'a second person says yes before it begins',
  ]
    .filter(Boolean)
    .join('; ')
}

const TOLD = {
  '': 'Whom the template names',
  failed: 'You, when it fails',
  finished: 'You, when it is well',
  both: 'You, in any case',
} as const

const toldOf = ({ tellMe, channels }: Draft): string =>
  [TOLD[tellMe], tellMe !== '' && channels.length > 0 && counted(channels.length, 'channel')]
    .filter(Boolean)
    .join(', and ')

function limitsOf({ workers, hostSeconds, runMinutes }: Draft): Line[] {
  const lines: Line[] = []
  if (workers !== '') lines.push(['Hosts at once', String(workers), 'when'])
  if (hostSeconds !== '') lines.push(['For each host', `${hostSeconds} s`, 'when'])
  if (runMinutes !== '') lines.push(['For the whole run', `${runMinutes} min`, 'when'])
  return lines
}
