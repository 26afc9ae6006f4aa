import { Radio, Textarea } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { confirmed } from '../../../app/confirm.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { notify } from '../../../ui/notices.tsx'
import { counted } from '../../../ui/time.tsx'
import type { Project } from '../project.ts'

export const MEANINGS = { reviewed: 'Reviewed', verified: 'Verified', approved: 'Approved' } as const
type Meaning = keyof typeof MEANINGS

interface Common {
  isOpen: boolean
  onClose: () => void
}

/** Signs one record, or all that are whole, after the person has shown that it is them. */
export function SignDialog({ project, upload, ...dialog }: Common & { project: Project; upload?: number }) {
  const [meaning, setMeaning] = useState<Meaning>('reviewed')
  const run = async () => {
    const { signed, more } = await confirmed(() =>
      client.post('/api/collection/projects/{id}/signatures', {
        path: { id: project.id },
        body: { meaning, ...(upload !== undefined && { uploads: [upload] }) },
      }),
    )
    notify({
      title: signed === 0 ? 'Nothing new was signed' : `${counted(signed, 'record')} signed and locked`,
      ...(more && { detail: 'There are more whole ones: sign once more.' }),
    })
  }
  return (
    <ConfirmDialog
      {...dialog}
      title={upload === undefined ? 'Sign all records that are whole?' : 'Sign this record?'}
      act="Sign and lock"
      keep="Leave it open"
      danger={false}
      run={run}
    >
      <div className="stack-small">
        <p>
          Your name, the time and a hash of what is here are kept. Nobody changes it until an owner unlocks
          it; what the participant sends later is kept beside it. You are asked to show that it is you.
        </p>
        <Radio.Group
          label="What you say with it"
          value={meaning}
          onChange={(value) => setMeaning(value as Meaning)}
        >
          <div className="stack-small">
            {Object.entries(MEANINGS).map(([value, label]) => (
              <Radio key={value} value={value} label={label} />
            ))}
          </div>
        </Radio.Group>
      </div>
    </ConfirmDialog>
  )
}

/** Lifts the signatures of a record, with a reason. */
export function UnlockDialog({ upload, ...dialog }: Common & { upload: number }) {
  return (
    <ReasonDialog
      {...dialog}
      title="Unlock this record?"
      act="Unlock"
      words="Its signatures count no more. They stay in its history, with your reason."
      run={(reason) =>
        client.post('/api/collection/uploads/{id}/unlock', { path: { id: upload }, body: { reason } })
      }
    />
  )
}

/** Asks why before something is changed; an empty reason is refused by the server. */
export function ReasonDialog({
  words,
  run,
  ...dialog
}: Common & { title: string; act: string; words: string; run: (reason: string) => Promise<unknown> }) {
  const [reason, setReason] = useState('')
  return (
    <ConfirmDialog {...dialog} danger={false} keep="Cancel" run={() => run(reason.trim())}>
      <div className="stack-small">
        <p>{words}</p>
        <Textarea
          label="Reason (required)"
          description="Stands in the history of the record."
          autosize
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
    </ConfirmDialog>
  )
}
