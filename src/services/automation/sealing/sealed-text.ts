import { newSecret } from '../../../kernel/identity/credential.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { ConfigRow, ConfigVersionRow, FileVersionRow } from '../tables.ts'

type Secrets = Kernel['secrets']

/** Texts in which devices and files keep passwords: whoever has the database alone reads none of them (promises.md, S1). */
export const SEALED_TABLES = [
  'automation_config_version',
  'automation_file_version',
  'automation_config',
] as const
export type SealedTable = (typeof SEALED_TABLES)[number]

interface Sealed {
  seal_key: string
  sealed: string
}

export function openSealing(secrets: Secrets): void {
  for (const table of SEALED_TABLES) secrets.registerColumn({ table, row: 'seal_key', column: 'sealed' })
}

/** The columns of a text that is kept. Of 1 MB sealing takes 1 ms of one core, reading it 4. */
export function sealText(secrets: Secrets, table: SealedTable, text: string): Sealed {
  const row = newSecret()
  return { seal_key: row, sealed: secrets.encrypt(text, { table, row, column: 'sealed' }) }
}

function textOf(
  secrets: Secrets,
  table: SealedTable,
  { seal_key, sealed }: Pick<ConfigVersionRow, 'seal_key' | 'sealed'>,
): string | undefined {
  if (seal_key === null || sealed === null) return undefined
  return secrets.decrypt(sealed, { table, row: seal_key, column: 'sealed' })
}

/** What a version of a configuration says. One that an older server has written is in clear until the job has come to it. */
export const versionText = (secrets: Secrets, row: ConfigVersionRow): string =>
  textOf(secrets, 'automation_config_version', row) ?? row.content

/** What a version of a file says. */
export const fileText = (secrets: Secrets, row: FileVersionRow): string =>
  textOf(secrets, 'automation_file_version', row) ?? row.content

/** What a configuration should be; null where nobody said. */
export const intendedText = (secrets: Secrets, row: ConfigRow): string | null =>
  textOf(secrets, 'automation_config', row) ?? row.intended
