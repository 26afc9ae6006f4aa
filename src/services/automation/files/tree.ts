import type { Tree } from '../../../kernel/backup/trees.ts'
import { INCOMING } from '../../../kernel/files/name.ts'
import type { Automation } from '../automation.ts'

/** Texts of a few kB each: so much is asked for, without looking. */
const ABOUT_BYTES = 1_000_000

/** Inventories and templates, as backups copy them. */
export const automationTree = ({ root }: Pick<Automation, 'root'>): Tree => ({
  root,
  skips: ([first]) => first === INCOMING,
  bytes: async () => ABOUT_BYTES,
})
