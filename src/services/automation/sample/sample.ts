import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { inTransaction } from '../../../kernel/db/db.ts'
import { forgetActors } from '../../../kernel/identity/identity.ts'
import { addRole } from '../../../kernel/identity/role.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Filling, SampleSource } from '../../../kernel/sample/sample.ts'
import { noteThing } from '../../../kernel/sample/things.ts'
import { HOUR_MS } from '../../../kernel/span.ts'
import { type Automation, NETADMIN_ROLE, SUPERUSER_ROLE } from '../automation.ts'
import { findConfigOf } from '../configs/config.store.ts'
import { setIntended } from '../configs/intend.ts'
import { keepReading } from '../configs/keep.ts'
import { writeBelow } from '../files/root.ts'
import { createInventory } from '../inventories/inventories.ts'
import { createRun } from '../runs/run.ts'
import { scheduleIn } from '../runs/start.ts'
import { createSchedule } from '../schedules/schedule.ts'
import type { TemplateRow, Tx } from '../tables.ts'
import { createTemplate, type TemplateFields } from '../templates/template.ts'
import { addPast } from './past.ts'
import {
  configurationOf,
  FOLDER,
  HOSTS,
  inventoryFiles,
  PACKAGE,
  READINGS,
  RUNS,
  type SampleHost,
  type SampleRun,
} from './plan.ts'
import { removeSample } from './remove.ts'

const KIND = 'automation.inventory'
const SOURCES = new URL('./templates/', import.meta.url)
const OWNER = 'j.lindqvist'
const SECOND = 'p.raman'

/** A small network that is only played: its templates run on this machine and reach nothing. */
export const sampleSource = (automation: Automation): SampleSource => ({
  kind: KIND,
  fill: (filling) => fillSample(automation, filling),
  remove: (by, ids) => removeSample(automation, by, ids),
})

async function fillSample(automation: Automation, { by, people, tell, signal }: Filling): Promise<void> {
  await tell(0, 'A network with its templates')
  const [owner, second] = [people.get(OWNER), people.get(SECOND)] as [number, number]
  const { db, kernel } = automation
  await inTransaction(db, async (tx) => {
    await addRole(kernel.identity, tx, by, { holder: { account: owner }, role: SUPERUSER_ROLE })
    await addRole(kernel.identity, tx, by, { holder: { account: second }, role: NETADMIN_ROLE })
    forgetActors(kernel.identity, tx)
  })
  await writeFiles(automation, by)
  const inventory = await createInventory(
    automation,
    { ...by, account: owner },
    {
      name: 'Sample network',
      ...{ hostsFile: `${FOLDER}/hosts.yaml`, groupsFile: `${FOLDER}/groups.yaml`, defaultsFile: null },
      unknownKeys: 'refuse',
    },
  )
  const made = { automation, by, owner, second, inventory: inventory.id }
  await inTransaction(db, (tx) => noteThing(tx, KIND, inventory.id))
  const templates = await inTransaction(db, (tx) => addTemplates(made, tx))
  signal.throwIfAborted()
  await tell(0.4, 'Runs of two weeks')
  const preset = await inTransaction(db, (tx) => addPlans(made, tx, templates))
  for (const plan of RUNS)
    await inTransaction(db, (tx) => addRun(made, tx, { plan, templates, schedule: preset }))
  signal.throwIfAborted()
  await tell(0.7, 'Configurations and what they should be')
  await addConfigurations(made)
}

interface Made {
  automation: Automation
  by: By
  owner: number
  second: number
  inventory: number
}

interface Templates {
  check: TemplateRow
  read: TemplateRow
  change: TemplateRow
}

async function writeFiles(automation: Automation, by: By): Promise<void> {
  const { hosts, groups } = inventoryFiles()
  const write = (path: string, content: string) =>
    writeBelow(automation, by, { path, content, via: 'import' })
  await write(`${FOLDER}/hosts.yaml`, hosts)
  await write(`${FOLDER}/groups.yaml`, groups)
  for (const file of ['check_uplinks.ts', 'read_configuration.ts', 'change_ntp.ts'])
    await write(`${PACKAGE}/${file}`, await readFile(fileURLToPath(new URL(file, SOURCES)), 'utf8'))
}

async function addTemplates({ automation, by, owner }: Made, tx: Tx): Promise<Templates> {
  const make = (name: string, fileName: string, fields: Partial<TemplateFields>) =>
    createTemplate(automation, tx, by, {
      ...{ name, fileName, packagePath: `/${PACKAGE}/`, createdBy: owner },
      ...fields,
    })
  return {
    check: await make('Check uplinks', 'check_uplinks.ts', {
      description: 'Looks whether the uplinks of each host are up, and where they lead.',
    }),
    read: await make('Read configuration', 'read_configuration.ts', {
      ...{ description: 'Reads the running configuration of each host.', keepsConfiguration: true },
    }),
    change: await make('Change time servers', 'change_ntp.ts', {
      description: 'Sets another first time server. A second person says yes before it runs.',
      ...{ changes: true, canDryRun: true, needsApproval: true },
      form: [{ name: 'server', type: 'text', label: 'Time server', required: true, default: '10.20.0.3' }],
    }),
  }
}

/** A preset with its schedule, and a change that waits for a second person; gives the number of the schedule. */
async function addPlans(made: Made, tx: Tx, { check, change }: Templates): Promise<number> {
  const { automation, by, owner, second, inventory } = made
  const preset = await createRun(automation, tx, by, {
    ...{ name: 'Nightly uplinks', templateId: check.id, inventoryId: inventory, isPreset: true },
    ...{ variables: {}, filters: {}, createdBy: owner },
  })
  const { id } = await createSchedule(
    automation,
    tx,
    { ...by, account: owner },
    {
      ...{ name: 'Nightly uplinks', presetId: preset.id, cron: '30 2 * * *', everySeconds: null },
      ...{ timezone: 'Europe/Brussels', missed: 'skip', overlap: 'skip', endsAt: null, isEnabled: true },
    },
  )
  const waiting = await createRun(automation, tx, by, {
    ...{ name: 'New time server', templateId: change.id, inventoryId: inventory, createdBy: second },
    ...{ variables: { server: '10.20.0.3' }, filters: { role: 'leaf' } },
  })
  const asker = { ...by, account: second, name: SECOND }
  await scheduleIn(automation, tx, asker, { id: waiting.id, at: null, cause: 'run' })
  return id
}

async function addRun(
  { automation, by, owner, inventory }: Made,
  tx: Tx,
  { plan, templates, schedule }: { plan: SampleRun; templates: Templates; schedule: number },
): Promise<void> {
  const started_at = automation.kernel.clock.now() - plan.hoursAgo * HOUR_MS
  const template = templates[plan.template]
  const hosts = HOSTS.filter(({ group }) => plan.groups?.includes(group) ?? true)
  const run = await createRun(automation, tx, by, {
    ...{ name: plan.name, templateId: template.id, inventoryId: inventory, createdBy: owner, variables: {} },
    filters: plan.groups ? { hosts: hosts.map(({ name }) => name) } : {},
    ...(plan.isScheduled && { scheduleId: schedule }),
  })
  await addPast(automation, tx, run, {
    ...{ template, started_at, finished_at: started_at + plan.seconds * 1_000, by_account: owner },
    ...(plan.isScheduled && { cause: 'schedule' as const }),
    ...(plan.isAborted && { status: 'aborted' as const, aborted_by: owner, abort_asked_at: started_at }),
    hosts: hosts.map((host) => pastOf(host, plan)),
  })
  if (plan.isScheduled)
    await tx
      .updateTable('automation_schedule')
      .set({ last_run_id: run.id, last_at: started_at })
      .where('id', '=', schedule)
      .execute()
}

function pastOf(host: SampleHost, { template, states }: SampleRun) {
  const state = states?.[host.name] ?? 'ok'
  const about = { name: host.name, hostname: host.hostname, platform: host.platform, group_name: host.group }
  if (state === 'ok')
    return { ...about, state, said: template === 'check' ? { uplinks: 2, up: 2 } : configurationOf(host, []) }
  const told = {
    failed: { error_kind: 'raised', error: host.fault ?? 'It failed.' },
    unreachable: { error_kind: 'timeout', error: `Nothing answers at ${host.hostname}.` },
    skipped: { error_kind: 'skipped', error: 'The run ended before its turn.' },
  }[state as 'failed' | 'unreachable' | 'skipped']
  return { ...about, state, ...told }
}

async function addConfigurations({ automation, owner, inventory }: Made): Promise<void> {
  const now = automation.kernel.clock.now()
  const network = HOSTS.filter(({ group }) => group !== 'lab')
  for (const host of network) {
    for (const [at, { hoursAgo, lines }] of READINGS.entries()) {
      // What came last is on two of them, and nobody wanted it there.
      if (at === READINGS.length - 1 && !['leaf2', 'leaf9'].includes(host.name)) continue
      await keepReading(automation, {
        ...{ inventory, host: host.name, platform: host.platform, at: now - hoursAgo * HOUR_MS, failure: '' },
        ...{ attempt: null, text: configurationOf(host, lines) },
      })
    }
    const row = await findConfigOf(automation.db, { inventory, host: host.name })
    if (row) await setIntended(automation, { via: 'system', account: owner }, { id: row.id, number: 2 })
  }
}
