const NAMES: Readonly<Record<string, string>> = {
  kernel: 'Kernel',
  doctor: 'Health',
  mail: 'Mail',
  backup: 'Backup',
  journal: 'Journal',
  files: 'Files',
  webhook: 'Webhooks',
  collection: 'Collection',
}

/** What the first word of a job's name is called. */
export const kindName = (kind: string): string =>
  NAMES[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('-', ' ')
