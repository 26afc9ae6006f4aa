import type { Kernel } from '../../src/kernel/kernel.ts'

/** The secret of the link in the newest mail of a template, as a person finds it in their mailbox. */
export async function linkOf({ db }: Pick<Kernel, 'db'>, template: string): Promise<string> {
  const mail = await db
    .selectFrom('kernel_mail')
    .select('text')
    .where('template', '=', template)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return /#(\S+)/.exec(mail.text)?.[1] ?? ''
}
