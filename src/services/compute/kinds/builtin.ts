import { inTransaction } from '../../../kernel/db/db.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Db } from '../tables.ts'
import type { Definition } from './definition.ts'
import { insertKind } from './kind.ts'
import { DEFAULT_PARAMETERS } from './parameters.ts'

/** What a kind is unless it says otherwise. */
export const BASE = {
  command: '',
  startPage: null,
  readyPath: null,
  atRoot: false,
  env: {},
  parameters: [...DEFAULT_PARAMETERS],
  fields: [],
  groups: [],
  resources: [],
  idleMinutes: null,
  maxMinutes: null,
  extendMinutes: 1_440,
  helper: true,
} satisfies Partial<Definition>

const BUILTIN: Readonly<Record<string, Definition>> = {
  jupyter_lab: {
    ...BASE,
    name: 'JupyterLab',
    description:
      'Notebooks, files and terminals in the browser. The classic notebook stands in where it is not installed.',
    icon: 'notebook',
    type: 'jupyter',
    startPage: 'lab',
    readyPath: 'api/status',
  },
  jupyter_notebook: {
    ...BASE,
    name: 'Jupyter Notebook',
    description: 'The classic notebook.',
    icon: 'notebook',
    type: 'jupyter',
    startPage: 'tree',
    readyPath: 'api/status',
  },
  terminal: {
    ...BASE,
    name: 'Terminal',
    description: 'A shell in the folder of the workspace.',
    icon: 'terminal',
    type: 'terminal',
  },
  code_server: {
    ...BASE,
    name: 'VS Code',
    description: 'An editor with terminals in the browser.',
    icon: 'code',
    type: 'code-server',
    startPage: '',
    readyPath: 'healthz',
    atRoot: true,
  },
  local_test_job: {
    ...BASE,
    name: 'Test job',
    description: 'Writes a line into a file, waits ten seconds, and ends: it shows that sessions run.',
    icon: 'flask',
    type: 'local_test',
    extendMinutes: null,
    helper: false,
  },
}

/** Makes the kinds that come with the product, at the first start: one that an operator has put away stays away. */
export async function seedKinds({ clock }: Pick<Kernel, 'clock'>, db: Db): Promise<void> {
  const keys = Object.keys(BUILTIN)
  const there = await db.selectFrom('compute_kind').select('key').where('key', 'in', keys).execute()
  if (there.length === keys.length) return
  await inTransaction(db, async (tx) => {
    for (const [key, definition] of Object.entries(BUILTIN))
      await insertKind(tx, { key, definition, by: { via: 'system' }, at: clock.now() })
  })
}
