import { backupRoom } from './backup/migrations.ts'
import type { Room } from './db/migrate.ts'
import { doctorRoom } from './doctor/migrations.ts'
import { executionRoom } from './execution/migrations.ts'
import { filesRoom } from './files/migrations.ts'
import { homeRoom } from './home/migrations.ts'
import { httpRoom } from './http/migrations.ts'
import { identityRoom } from './identity/migrations.ts'
import { installationRoom } from './installation/migrations.ts'
import { jobsRoom } from './jobs/migrations.ts'
import { journalRoom } from './journal/migrations.ts'
import { mailRoom } from './mail/migrations.ts'
import { noticesRoom } from './notices/migrations.ts'
import { sampleRoom } from './sample/migrations.ts'
import { secretsRoom } from './secrets/migrations.ts'
import { webhooksRoom } from './webhooks/migrations.ts'

/** The kernel's tables, in the order in which they are made: what is referred to comes first. */
export const kernelRooms: readonly Room[] = [
  identityRoom,
  journalRoom,
  jobsRoom,
  secretsRoom,
  installationRoom,
  homeRoom,
  sampleRoom,
  filesRoom,
  mailRoom,
  backupRoom,
  doctorRoom,
  noticesRoom,
  httpRoom,
  webhooksRoom,
  executionRoom,
]
