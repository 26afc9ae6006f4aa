import type { BackupTables } from './backup/tables.ts'
import type { DoctorTables } from './doctor/tables.ts'
import type { ExecutionTables } from './execution/tables.ts'
import type { FileTables } from './files/tables.ts'
import type { HomeTables } from './home/tables.ts'
import type { HttpTables } from './http/tables.ts'
import type { IdentityTables } from './identity/tables.ts'
import type { SettingTables } from './installation/tables.ts'
import type { JobTables } from './jobs/tables.ts'
import type { JournalTables } from './journal/tables.ts'
import type { MailTables } from './mail/tables.ts'
import type { NoticeTables } from './notices/tables.ts'
import type { SampleTables } from './sample/tables.ts'
import type { SecretTables } from './secrets/tables.ts'
import type { WebhookTables } from './webhooks/tables.ts'

/** Every table of the kernel, as each service's handle sees them beside its own. */
export type KernelTables = IdentityTables &
  JournalTables &
  JobTables &
  SecretTables &
  FileTables &
  ExecutionTables &
  MailTables &
  BackupTables &
  DoctorTables &
  NoticeTables &
  WebhookTables &
  SettingTables &
  HomeTables &
  SampleTables &
  HttpTables
