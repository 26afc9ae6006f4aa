import type { JournalTables } from './journal/tables.ts'

/** Every table of the kernel, as each service's handle sees them beside its own. */
export type KernelTables = JournalTables
