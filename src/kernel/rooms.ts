import type { Room } from './db/migrate.ts'
import { filesRoom } from './files/migrations.ts'
import { httpRoom } from './http/migrations.ts'
import { identityRoom } from './identity/migrations.ts'
import { jobsRoom } from './jobs/migrations.ts'
import { journalRoom } from './journal/migrations.ts'
import { mailRoom } from './mail/migrations.ts'
import { secretsRoom } from './secrets/migrations.ts'

/** The kernel's tables, in the order in which they are made: what is referred to comes first. */
export const kernelRooms: readonly Room[] = [
  identityRoom,
  journalRoom,
  jobsRoom,
  secretsRoom,
  filesRoom,
  mailRoom,
  httpRoom,
]
