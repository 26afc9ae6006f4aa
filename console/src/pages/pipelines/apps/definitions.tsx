import type { Answer } from '@atelier/client'
import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Link } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, Hint } from '../../../ui/states.tsx'
import { type Column, DataTable } from '../../../ui/table.tsx'
import { bytes, counted, Time } from '../../../ui/time.tsx'
import { TRAIL, usePipelines } from '../section.ts'
import { FaultRow, faultKey } from './fault-row.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { appPath } from './words.ts'

type Definitions = Answer<'/api/pipelines/definitions'>
type DefinitionFile = Definitions['files'][number]

const FORMATS: Readonly<Record<DefinitionFile['format'], string>> = {
  ours: 'App',
  boutiques: 'Boutiques descriptor',
  forms: 'Forms of the portal',
  command: 'Command of the portal',
  categories: 'Categories',
  unknown: 'Not a definition',
}

/** The files that say what can be run: what each says, and what is wrong with it by line. */
export default function DefinitionsPage() {
  usePipelines()
  const [isImporting, setImporting] = useState(false)
  const [removing, setRemoving] = useState<string>()
  const definitions = useData(
    ['pipelines', 'definitions'],
    (signal) => client.read('/api/pipelines/definitions', { signal }),
    // A file that cannot be read is no entry of the journal.
    { live: ['pipelines.app'], again: () => true },
  )
  const importButton = (
    <Button look="filled" icon={<IconUpload aria-hidden="true" />} onClick={() => setImporting(true)}>
      Import
    </Button>
  )
  return (
    <>
      <PageHead
        title="Definitions"
        trail={TRAIL}
        sentence="Files that say what can be run. A change in the folder counts at once; of a file that cannot be read the last good version stays."
        acts={importButton}
      />
      <Ready of={definitions} what="The definitions">
        {({ folder, isHeld, files, product }) => (
          <div className="stack">
            <p className="caption">
              In <span className="mono">{folder}</span>
            </p>
            {isHeld && (
              <Hint look="failed">
                categories.json cannot be read, so that nobody can say for whom the apps are. Nothing of the
                folder changes until it is mended.
              </Hint>
            )}
            <Faults of={files} />
            {files.length === 0 ? (
              <Card>
                <Empty title="The folder is empty" acts={importButton}>
                  Put definitions into {folder}, or import them: descriptors of Boutiques, apps.json with its
                  commands, or files of our own form.
                </Empty>
              </Card>
            ) : (
              <DataTable
                label="Files"
                columns={COLUMNS}
                rows={files}
                rowKey={({ name }) => name}
                rowName={({ name }) => name}
                menu={({ format, apps }) =>
                  (format === 'ours' || format === 'boutiques') && apps.length === 1
                    ? [{ label: 'Remove', danger: true, run: () => setRemoving(apps[0]) }]
                    : []
                }
              />
            )}
            <Card title="With Atelier" flush>
              <Rows>
                {product.map((key) => (
                  <Row key={key} title={<Link to={appPath({ key })}>{key}</Link>} />
                ))}
              </Rows>
            </Card>
          </div>
        )}
      </Ready>
      <ImportDialog isOpen={isImporting} onClose={() => setImporting(false)} />
      <ConfirmDialog
        title={`Remove ${removing ?? ''}?`}
        isOpen={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        act="Remove the app"
        run={async () => {
          if (removing === undefined) return
          await client.delete('/api/pipelines/definitions/{key}', { path: { key: removing } })
          await definitions.refetch()
        }}
      >
        Its file goes out of the folder, and nobody can make new experiments of it. Those that there are stay,
        with their results.
      </ConfirmDialog>
    </>
  )
}

/** What needs somebody, above everything else. */
function Faults({ of }: { of: readonly DefinitionFile[] }) {
  const faults = of.flatMap((file) => file.faults)
  if (faults.length === 0) return null
  return (
    <Card title={counted(faults.length, 'problem')} flush>
      <Rows>
        {faults.map((fault) => (
          <FaultRow key={faultKey(fault)} of={fault} act={<State look="failed">Not read</State>} />
        ))}
      </Rows>
    </Card>
  )
}

const COLUMNS: readonly Column<DefinitionFile>[] = [
  { key: 'name', head: 'File', cell: ({ name }) => name, mono: true, wide: true },
  { key: 'format', head: 'What it is', cell: ({ format }) => FORMATS[format] },
  {
    key: 'apps',
    head: 'Apps',
    cell: ({ apps }) => {
      const [only] = apps
      if (only === undefined) return <span className="muted">none</span>
      return apps.length === 1 ? <Link to={appPath({ key: only })}>{only}</Link> : counted(apps.length, 'app')
    },
  },
  {
    key: 'state',
    head: 'State',
    cell: ({ faults }) =>
      faults.length === 0 ? (
        <State look="done">Good</State>
      ) : (
        <State look="failed">{counted(faults.length, 'problem')}</State>
      ),
  },
  { key: 'size', head: 'Size', cell: ({ size }) => bytes(size), num: true },
  { key: 'at', head: 'Changed', cell: ({ changedAt }) => <Time at={changedAt} />, num: true },
]
