import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { SecretColumn } from '../../../kernel/secrets/secrets.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import type { Db, Tx } from '../tables.ts'
import { problems } from './person-problems.ts'

export const NOTIFICATION = 'notification_type'
export const SLACK = 'slack_webhook'
/** The one setting that is encrypted. */
export const SETTING_SECRET: SecretColumn = {
  table: 'pipelines_setting',
  row: 'account_id',
  column: 'cipher',
}

const NAME = /^[A-Za-z0-9_-]{1,64}$/
const LONGEST = 10_000
const MOST = 1_000

export interface Setting {
  name: string
  value: string
}

/** Sets one thing that a person has said of themselves. The last word counts. */
export async function setSetting(
  pipelines: Pipelines,
  by: By,
  account: number,
  setting: Setting,
): Promise<void> {
  checkSetting(setting)
  await checkKnown(pipelines, setting)
  await inTransaction(pipelines.db, async (tx) => {
    await putSettings(pipelines, tx, account, [setting])
    if ((await countSettings(tx, account)) > MOST) throw problems.tooManySettings()
    await pipelines.kernel.journal.record(tx, {
      by,
      service: SERVICE,
      action: 'pipelines.setting.changed',
      object: `account:${account}`,
      details: { setting: setting.name },
      audience: `account:${account}`,
    })
  })
}

/** All that a form says can be kept. */
export function checkSettings(settings: readonly Setting[]): void {
  if (settings.length > MOST) throw problems.tooManySettings()
  for (const each of settings) checkSetting(each)
}

function checkSetting({ name, value }: Setting): void {
  if (!NAME.test(name)) throw problems.settingName(name)
  if (value.length > LONGEST) throw problems.settingValue(name)
}

/** Those that say where messages go are looked at; all others are the person's own business. */
export async function checkKnown({ kernel }: Pipelines, { name, value }: Setting): Promise<void> {
  if (name === NOTIFICATION && value !== 'email' && value !== 'slack_message')
    throw problems.notificationType()
  if (name !== SLACK || value === '') return
  const url = URL.parse(value)
  const isFit = url?.protocol === 'https:' && url.username === '' && url.password === ''
  if (!isFit || !(await kernel.webhooks.outgoing.leadsOutside(url.hostname))) throw problems.slackAddress()
}

export async function putSettings(
  pipelines: Pick<Pipelines, 'kernel'>,
  tx: Tx,
  account: number,
  settings: readonly Setting[],
): Promise<void> {
  for (const { name, value } of settings) {
    const isSecret = name === SLACK && value !== ''
    const kept = isSecret
      ? { value: '', cipher: encrypt(pipelines, account, value) }
      : { value, cipher: null }
    await tx
      .insertInto('pipelines_setting')
      .values({ account_id: account, name, ...kept })
      .onConflict((on) => on.columns(['account_id', 'name']).doUpdateSet(kept))
      .execute()
  }
}

const encrypt = ({ kernel }: Pick<Pipelines, 'kernel'>, account: number, value: string): string =>
  kernel.secrets.encrypt(value, { ...SETTING_SECRET, row: account })

/** When two accounts become one: what the one that stays has said for itself counts. */
export async function moveSettings(pipelines: Pipelines, tx: Tx, from: number, to: number): Promise<void> {
  const slack = await findSlack(pipelines, tx, from)
  const theirs = tx
    .selectFrom('pipelines_setting as theirs')
    .select('theirs.name')
    .where('theirs.account_id', '=', to)
  await tx
    .deleteFrom('pipelines_setting')
    .where('account_id', '=', from)
    .where('name', 'in', theirs)
    .execute()
  const moved = await tx
    .updateTable('pipelines_setting')
    .set({ account_id: to })
    .where('account_id', '=', from)
    .returning('name')
    .execute()
  // It is bound to whose it is.
  if (slack !== undefined && moved.some(({ name }) => name === SLACK))
    await putSettings(pipelines, tx, to, [{ name: SLACK, value: slack }])
}

/** Where somebody's Slack takes messages. */
export async function findSlack(
  { kernel }: Pick<Pipelines, 'kernel'>,
  db: Db | Tx,
  account: number,
): Promise<string | undefined> {
  const cipher = await findCipher(db, account)
  return cipher === undefined
    ? undefined
    : kernel.secrets.decrypt(cipher, { ...SETTING_SECRET, row: account })
}

/** Whether somebody wants messages by Slack, and has said where. */
export const wantsSlack = async (db: Db | Tx, account: number): Promise<boolean> =>
  (await findSetting(db, account, NOTIFICATION)) === 'slack_message' &&
  (await findCipher(db, account)) !== undefined

async function findCipher(db: Db | Tx, account: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('pipelines_setting')
    .select('cipher')
    .where('account_id', '=', account)
    .where('name', '=', SLACK)
    .executeTakeFirst()
  return row?.cipher ?? undefined
}

export async function findSetting(db: Db | Tx, account: number, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('pipelines_setting')
    .select('value')
    .where('account_id', '=', account)
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value
}

async function countSettings(tx: Tx, account: number): Promise<number> {
  const row = await tx
    .selectFrom('pipelines_setting')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('account_id', '=', account)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}
