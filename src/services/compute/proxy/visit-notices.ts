import type { Notices } from '../../../kernel/notices/notices.ts'
import { type Compute, SERVICE } from '../compute.ts'
import type { SessionRow, Tx } from '../tables.ts'

export const VISITED = 'compute.session-visited'

export function defineVisitNotices(notices: Notices): void {
  notices.define({
    kind: VISITED,
    service: SERVICE,
    title: 'Somebody else came into a session of yours',
    default: { console: true, mail: false },
  })
}

/** Nobody is in a session without its owner's knowing (promises.md, A12). */
export async function tellVisit(
  { kernel }: Compute,
  tx: Tx,
  session: SessionRow,
  { name, may, reason }: { name: string; may: 'view' | 'use'; reason?: string },
): Promise<void> {
  if (session.account_id === null) return
  const who = name === '' ? 'Somebody without a name' : name
  await kernel.notices.send(tx, {
    to: [session.account_id],
    kind: VISITED,
    title: `${who} came into your session ${session.id}`,
    text:
      reason === undefined
        ? `They have a link of yours and may ${may === 'view' ? 'look at it' : 'use it'}. Revoke the link, and they are out.`
        : `They are an administrator. Their reason: ${reason}`,
    link: `/app/compute/workspaces/${session.workspace_id}/sessions/${session.id}`,
  })
}
