interface Told {
  action: string
  new: unknown
  details: unknown
  reason: string | null
}

const WORDS: Readonly<Record<string, string>> = {
  'compute.workspace.created': 'Made',
  'compute.workspace.changed': 'Changed',
  'compute.workspace.removed': 'Moved to the trash',
  'compute.workspace.restored': 'Restored from the trash',
  'compute.workspace.shared': 'Offered a copy',
  'compute.share.accepted': 'Accepted as a copy',
  'compute.session.visited': 'Came into a session of yours',
}

const FIELDS: Readonly<Record<string, string>> = {
  name: 'the name',
  description: 'the description',
  defaultKind: 'the session kind',
  files: 'files',
  symlinks: 'links to data',
}

/** An entry of a workspace's journal in words, without who and when. */
export function whatHappened({ action, new: made, details, reason }: Told): string {
  const words = WORDS[action] ?? otherwise(action)
  const paths = [fieldOf(details, 'path'), fieldOf(details, 'from'), fieldOf(details, 'to')]
    .filter((path) => typeof path === 'string')
    .join(' → ')
  const fields =
    action === 'compute.workspace.changed'
      ? Object.keys(typeof made === 'object' && made !== null ? made : {})
          .map((name) => FIELDS[name] ?? name)
          .join(', ')
      : ''
  const text = [words, fields || paths].filter(Boolean).join(': ')
  return reason === null ? text : `${text}. The reason: ${reason}`
}

/** compute.file.moved → File moved */
function otherwise(action: string): string {
  const text = action.split('.').slice(1).join(' ').replaceAll('-', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
