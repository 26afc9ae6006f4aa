import type { Answer } from '@atelier/client'
import { FileInput } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Row, Rows } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { notify } from '../../../ui/notices.tsx'
import { type Look, State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { counted } from '../../../ui/time.tsx'
import css from './apps.module.css'
import { FaultRow, faultKey } from './fault-row.tsx'

type Plan = Answer<'/api/pipelines/definitions/import', 'post'>
type Change = Plan['apps'][number]['change']

const CHANGES: Readonly<Record<Change, { look: Look; label: string }>> = {
  new: { look: 'open', label: 'New' },
  changed: { look: 'running', label: 'New version' },
  same: { look: 'past', label: 'As it is' },
  taken: { look: 'failed', label: 'In another file' },
}

const MOST_BYTES = 5_000_000

/** Chosen files are looked at first; nothing changes before the second button. */
export function ImportDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title="Import definitions" isOpen={isOpen} onClose={onClose} wide>
      {isOpen && <Chosen onClose={onClose} />}
    </Dialog>
  )
}

function Chosen({ onClose }: { onClose: () => void }) {
  const act = useAct()
  const [chosen, setChosen] = useState<File[]>([])
  const [plan, setPlan] = useState<Plan>()
  const send = async (files: readonly File[], dry: boolean) =>
    client.post('/api/pipelines/definitions/import', {
      body: {
        files: await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() }))),
        dry,
      },
    })
  const choose = (files: File[]) => {
    setChosen(files)
    setPlan(undefined)
    if (files.length > 0 && isSmall(files)) void act(async () => setPlan(await send(files, true)))
  }
  const taken = plan?.apps.filter(({ change }) => change === 'new' || change === 'changed') ?? []
  return (
    <div className="stack-small">
      <FileInput
        label="Files"
        description="Descriptors of Boutiques, apps.json with its commands and categories.json, or files of our own form."
        placeholder="Choose files"
        multiple
        accept=".json,.yaml,.yml"
        value={chosen}
        onChange={choose}
        data-autofocus
      />
      {!isSmall(chosen) && (
        <Hint look="failed">These files are larger than 5 MB together. Choose fewer.</Hint>
      )}
      {plan && <Preview of={plan} />}
      <div className="line">
        <Button
          look="filled"
          why={taken.length === 0 ? whyNot(chosen, plan) : undefined}
          onClick={() =>
            void act(async () => {
              await send(chosen, false)
              notify({ title: `${counted(taken.length, 'app')} imported` })
              onClose()
            })
          }
        >
          {taken.length > 0 ? `Import ${counted(taken.length, 'app')}` : 'Import'}
        </Button>
        <Button onClick={onClose}>Back</Button>
      </div>
    </div>
  )
}

const isSmall = (files: readonly File[]): boolean =>
  files.reduce((sum, { size }) => sum + size, 0) < MOST_BYTES

const whyNot = (chosen: readonly File[], plan: Plan | undefined): string =>
  chosen.length === 0 ? 'Choose files first.' : plan ? 'Nothing in them is new.' : 'They are being looked at.'

function Preview({ of: { apps, faults } }: { of: Plan }) {
  return (
    <Rows>
      {apps.map(({ key, label, version, fields, change, file }) => (
        <Row
          key={key}
          title={`${label}${version ? ` ${version}` : ''}`}
          note={
            <span className={css.fault}>
              {key}, {counted(fields, 'field')}
              {change === 'taken' && `; ${file} says this app already. Take it out there first.`}
            </span>
          }
          act={<State look={CHANGES[change].look}>{CHANGES[change].label}</State>}
        />
      ))}
      {faults.map((fault) => (
        <FaultRow key={faultKey(fault)} of={fault} act={<State look="failed">Left out</State>} />
      ))}
    </Rows>
  )
}
