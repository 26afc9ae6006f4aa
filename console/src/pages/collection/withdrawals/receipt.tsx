import { IconPrinter } from '@tabler/icons-react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { useParam } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { bytes, count, exact } from '../../../ui/time.tsx'
import { BACK, trailTo, useProject } from '../project.ts'
import css from './receipt.module.css'

/** The receipt of a withdrawal: what is gone, what backups hold, and no name. */
export default function Receipt() {
  const { id, url, project } = useProject()
  const receiptId = Number(useParam('receipt'))
  const receipt = useData(['withdrawal', receiptId], (signal) =>
    client.read('/api/collection/withdrawals/{id}', { path: { id: receiptId }, signal }),
  )
  const back = { label: 'All withdrawals', to: `${url}/withdrawals` }
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) => (
        <Ready of={receipt} thing={`receipt ${receiptId}`} back={back}>
          {({ counts, backups, proof, ...found }) => (
            <>
              <PageHead
                title={`Receipt of a withdrawal, ${found.pseudonym}`}
                trail={[...trailTo(project, url), { label: 'Withdrawals', to: `${url}/withdrawals` }]}
                sentence={
                  found.mode === 'erase'
                    ? 'All data of one participant was erased from this project. This receipt names nobody.'
                    : 'The data of one participant was made anonymous in this project. This receipt names nobody.'
                }
                acts={
                  <Button
                    look="filled"
                    icon={<IconPrinter aria-hidden="true" />}
                    onClick={() => window.print()}
                  >
                    Print
                  </Button>
                }
              />
              <div className="stack">
                <Card title="What happened">
                  <Facts
                    of={[
                      ['Project', found.project.name],
                      ['When', exact(found.createdAt)],
                      ['By', found.by ?? 'an account that is gone'],
                      found.reason === null ? null : ['Reason', found.reason],
                      [
                        'Answers',
                        `${count(counts.answers)} ${found.mode === 'erase' ? 'erased' : 'kept without a name'}`,
                      ],
                      ['Submissions', `${count(counts.submissions)}, ${bytes(counts.bytes)}`],
                      ['Recordings', `${count(counts.recordings)} erased`],
                      ['Files', `${count(counts.files)} erased`],
                      ['Links', `${count(counts.links)} ended`],
                      ['Mails', `${count(counts.mails)} erased`],
                      ['Zips of recordings', `${count(counts.zips)} erased`],
                      counts.shared === 0
                        ? null
                        : [
                            'Submissions with answers of others',
                            `${count(counts.shared)}, kept without the code`,
                          ],
                    ]}
                  />
                </Card>
                <Card title="What backups still hold">
                  <p>{backupWords(backups)}</p>
                </Card>
                <Card title="SHA-256 of what is gone">
                  {proof.length === 0 ? (
                    <p>Nothing had come in.</p>
                  ) : (
                    <ul className={css.proof}>
                      {proof.map(({ sha256, bytes: size }, at) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: one may be there twice, and the list never changes
                        <li key={at}>
                          <code>{sha256}</code> <span className="muted">{bytes(size)}</span>
                        </li>
                      ))}
                    </ul>
                  )}
                </Card>
              </div>
            </>
          )}
        </Ready>
      )}
    </Ready>
  )
}

function backupWords({
  count: n,
  until,
  lasting,
}: {
  count: number
  until: string | null
  lasting: number
}): string {
  if (n === 0)
    return 'This server kept no backup that holds them. Those that somebody made by hand are the operator’s.'
  const scheduled = until === null ? '' : ` The scheduled ones are gone by ${exact(until)}.`
  const asked = lasting === 0 ? '' : ` ${count(lasting)} made on request stay until somebody removes them.`
  return `${count(n)} of this server.${scheduled}${asked}`
}
