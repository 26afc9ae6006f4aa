import { Type } from 'typebox'
import { publicAddress } from '../../../kernel/config/address.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, type Job } from '../../../kernel/jobs/jobs.ts'
import type { Automation } from '../automation.ts'
import type { ChannelRow } from '../tables.ts'
import { addressOf, findChannel } from './channel.ts'

const payload = Type.Object({
  channel: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  title: Type.String({ maxLength: 1_000 }),
  text: Type.String({ maxLength: 10_000 }),
  link: Type.String({ maxLength: 1_000 }),
})

interface Message {
  title: string
  text: string
  link: string
}

/** Tells a chat or a mailbox. Where the message goes is looked up then: the address does not lie in the queue. */
export const tellChannel: Job<typeof payload, Automation> = defineJob({
  name: 'automation.tell-channel',
  payload,
  async run({ channel, ...message }, automation, { attempt }) {
    const row = await findChannel(automation.db, channel)
    if (!row) return
    const link = publicAddress(automation.kernel.config) + message.link
    try {
      if (row.kind === 'chat') await post(automation, row, { ...message, link })
      else await mail(automation, row, { ...message, link })
    } catch (error) {
      await noteOutcome(automation, row, (error as Error).message)
      throw error
    }
    if (row.failed_at !== null || attempt > 1) await noteOutcome(automation, row, '')
  },
})

async function post(automation: Automation, row: ChannelRow, { title, text, link }: Message): Promise<void> {
  const { status } = await automation.kernel.webhooks.outgoing.post(addressOf(automation, row), {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: `${title}. ${text}\n${link}` }),
  })
  if (status >= 300) throw new Error(`The chat answered ${status}.`)
}

async function mail(automation: Automation, row: ChannelRow, message: Message): Promise<void> {
  const { kernel } = automation
  const prepared = await kernel.mail.prepare({
    to: addressOf(automation, row),
    template: 'automation-ended',
    values: { ...message, channel: row.name, installation: kernel.installation.name },
  })
  await inTransaction(automation.db, (tx) => kernel.mail.send(tx, prepared))
}

/** People see beside the channel whether messages arrive. */
const noteOutcome = ({ db, kernel }: Automation, { id }: ChannelRow, failure: string): Promise<unknown> =>
  inTransaction(db, (tx) =>
    tx
      .updateTable('automation_channel')
      .set({ failure: failure.slice(0, 500), failed_at: failure === '' ? null : kernel.clock.now() })
      .where('id', '=', id)
      .execute(),
  )
