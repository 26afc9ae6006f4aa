import { useParam } from '../../../ui/link.tsx'
import { Files } from '../files/files.tsx'
import { Beside } from './beside.tsx'
import { WorkspacePage } from './workspace-page.tsx'

/** A workspace with its files; below /files/ with those of a folder. */
export default function Workspace() {
  const path = useParam('path') ?? ''
  return (
    <WorkspacePage>
      {(workspace) => <Files workspace={workspace} path={path} side={<Beside of={workspace} />} />}
    </WorkspacePage>
  )
}
