import type { FileTables } from './files/tables.ts'
import type { HttpTables } from './http/tables.ts'
import type { IdentityTables } from './identity/tables.ts'
import type { JobTables } from './jobs/tables.ts'
import type { JournalTables } from './journal/tables.ts'
import type { MailTables } from './mail/tables.ts'
import type { SecretTables } from './secrets/tables.ts'

/** Every table of the kernel, as each service's handle sees them beside its own. */
export type KernelTables = IdentityTables &
  JournalTables &
  JobTables &
  SecretTables &
  FileTables &
  MailTables &
  HttpTables
