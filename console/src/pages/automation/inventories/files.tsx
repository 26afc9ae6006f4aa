import { SegmentedControl } from '@mantine/core'
import { useRef } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useQueryState } from '../../../ui/link.tsx'
import { WithSide } from '../../../ui/page-head.tsx'
import { type FileKind, INVENTORY_LIVE, type Inventory } from './data.ts'
import { FileEditor } from './file-editor.tsx'
import { FileHistory } from './file-history.tsx'
import { InventoryFrame } from './frame.tsx'
import css from './inventories.module.css'

/** The files of an inventory, edited as they are, with all that they said before. */
export default function InventoryFiles() {
  return <InventoryFrame>{(inventory) => <Files of={inventory} />}</InventoryFrame>
}

function Files({ of: { id, hostsFile, groupsFile, defaultsFile } }: { of: Inventory }) {
  const [query, change] = useQueryState()
  const typed = useRef<Partial<Record<FileKind, string | undefined>>>({})
  const paths: Readonly<Record<FileKind, string | null>> = {
    hosts: hostsFile,
    groups: groupsFile,
    defaults: defaultsFile,
  }
  const kinds = (Object.keys(paths) as FileKind[]).filter((kind) => paths[kind] !== null)
  const which = kinds.find((kind) => kind === query.file) ?? 'hosts'
  const file = useData(
    ['automation', 'inventory', id, 'file', which],
    (signal) =>
      client.read('/api/automation/inventories/{id}/files/{which}', { path: { id, which }, signal }),
    { live: INVENTORY_LIVE },
  )
  return (
    <>
      <div className="line">
        <SegmentedControl
          aria-label="File"
          data={kinds.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` }))}
          value={which}
          onChange={(value) => change({ file: value === 'hosts' ? undefined : value })}
        />
        <span className={css.path}>{paths[which]}</span>
      </div>
      <WithSide side={<FileHistory id={id} which={which} etag={file.data?.etag} />}>
        <Ready of={file} what="The file">
          {(data, { etag }) => (
            <FileEditor key={which} id={id} which={which} now={{ ...data, etag }} typed={typed.current} />
          )}
        </Ready>
      </WithSide>
    </>
  )
}
