import type { Room } from './db/migrate.ts'
import { journalRoom } from './journal/migrations.ts'

/** The kernel's tables, in the order in which they are made: what is referred to comes first. */
export const kernelRooms: readonly Room[] = [journalRoom]
