import { Card } from '../../../ui/card.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { bytes, count, Time } from '../../../ui/time.tsx'
import { MyLimits } from '../usage/limits.tsx'
import type { WorkspaceDetail } from './data.ts'

/** What is known of a workspace, and how much its owner may use; right of its tabs. */
export function Beside({ of }: { of: WorkspaceDetail }) {
  return (
    <>
      <Card title="About this workspace">
        <Facts
          of={[
            ['On the disk', bytes(of.diskBytes)],
            ['Files', of.scannedAt === null ? 'not counted yet' : count(of.files)],
            ['Made', <Time key="made" at={of.createdAt} />],
            of.launchedAt === null ? null : ['Last launched', <Time key="launched" at={of.launchedAt} />],
            of.template === null ? null : ['Made from', of.template],
            of.sharedBy === null ? null : ['Copy from', of.sharedBy],
            ['Folder', <Copy key="folder" text={of.folder} />],
          ]}
        />
      </Card>
      <MyLimits />
    </>
  )
}
