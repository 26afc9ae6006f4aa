import type { Answer } from '@atelier/client'
import { Radio, TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { useGo } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { bytes, counted, day } from '../../../ui/time.tsx'

type Preview = Answer<'/api/collection/projects/{id}/withdrawals/preview'>

export interface WithdrawDialogProps {
  project: { id: number; title: string; reasonForChange: boolean }
  /** Code of the participant. */
  code: string
  isOpen: boolean
  onClose: () => void
}

/** Erases a participant, or makes them anonymous, after the code was typed; says before what goes with it. */
export function WithdrawDialog({ project, code, isOpen, onClose }: WithdrawDialogProps) {
  const go = useGo()
  const [mode, setMode] = useState<'erase' | 'anonymise'>('erase')
  const [reason, setReason] = useState('')
  const preview = useData(
    ['project', project.id, 'withdrawal', code],
    (signal) =>
      client.read('/api/collection/projects/{id}/withdrawals/preview', {
        path: { id: project.id },
        query: { participant: code },
        signal,
      }),
    { when: isOpen },
  )
  const run = async () => {
    const receipt = await client.post('/api/collection/projects/{id}/withdrawals', {
      path: { id: project.id },
      body: { participant: code, mode, ...(reason.trim() && { reason: reason.trim() }) },
    })
    const page = `/app/collection/projects/${project.id}/withdrawals/${receipt.id}`
    notify({
      title: mode === 'erase' ? `${code} is erased` : `${code} is anonymous now`,
      detail: `In the journal it is ${receipt.pseudonym}.`,
      act: { label: 'Receipt', run: () => go(page) },
    })
  }
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Withdraw ${code} from ${project.title}?`}
      act={mode === 'erase' ? 'Erase for good' : 'Make anonymous for good'}
      typed={code}
      run={run}
    >
      <div className="stack-small">
        <Ready of={preview} what="The count">
          {(found) => <p>{sentenceOf(found, mode)}</p>}
        </Ready>
        <Radio.Group
          label="What happens to the answers"
          value={mode}
          onChange={(value) => setMode(value as typeof mode)}
        >
          <div className="stack-small">
            <Radio
              value="erase"
              label="Erase them"
              description="Answers, files, links and mails go, on the disk too."
            />
            <Radio
              value="anonymise"
              label="Keep them without a name"
              description="A pseudonym takes the place of the code. Recordings and files go: a voice is a person. What was written as an answer stays as it is."
            />
          </div>
        </Radio.Group>
        <TextInput
          label={project.reasonForChange ? 'Reason, for the receipt (required)' : 'Reason, for the receipt'}
          description="Without a name: the receipt is kept."
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
    </ConfirmDialog>
  )
}

function sentenceOf({ counts, backups }: Preview, mode: 'erase' | 'anonymise'): string {
  const answers = counted(counts.answers, 'answer')
  const size = bytes(counts.bytes)
  const recordings = counted(counts.recordings, 'recording')
  const what =
    mode === 'erase'
      ? `${answers} and ${recordings} (${size}) are erased, on the disk too.`
      : `${answers} stay without a name; ${recordings} and all files (${size}) are erased.`
  return [what, zips(counts.zips), kept(backups), 'The journal keeps a pseudonym.'].filter(Boolean).join(' ')
}

const zips = (n: number): string =>
  n === 0 ? '' : `${counted(n, 'zip')} of recordings that may hold them go too.`

function kept({ count, until, lasting }: Preview['backups']): string {
  if (count === 0) return 'No backup of this server holds them.'
  const holds = `${counted(count, 'backup')} ${count === 1 ? 'holds' : 'hold'} them`
  if (lasting === count) return `${holds} until somebody removes ${count === 1 ? 'it' : 'them'}.`
  const end = until === null ? '' : ` until ${day(until)}`
  return `${holds}${end}${lasting === 0 ? '' : `, ${lasting} of them until somebody removes ${lasting === 1 ? 'it' : 'them'}`}.`
}
