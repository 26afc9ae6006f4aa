import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react'
import {
  cancelUpload,
  clearDone,
  pauseUpload,
  resumeUpload,
  type Upload,
  useUploads,
} from '../../../app/uploads.ts'
import { FillBar } from '../../../ui/bars.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { State } from '../../../ui/state.tsx'
import { bytes, counted } from '../../../ui/time.tsx'
import { uploadsOf } from './words.ts'

const LOOKS = {
  waiting: { look: 'waiting', word: 'Waiting' },
  running: { look: 'running', word: 'Uploading' },
  paused: { look: 'stopped', word: 'Paused' },
  done: { look: 'done', word: 'Uploaded' },
  exists: { look: 'attention', word: 'There is one already' },
  refused: { look: 'failed', word: 'Refused' },
} as const

/** What is being uploaded into a workspace; absent while nothing is. */
export function UploadList({ workspace }: { workspace: number }) {
  const uploads = useUploads(uploadsOf(workspace))
  if (uploads.length === 0) return null
  const done = uploads.filter(({ state }) => state === 'done').length
  const refused = uploads.filter(({ state }) => state === 'refused' || state === 'exists').length
  return (
    <Card
      flush
      title={`Uploads: ${done} of ${uploads.length}`}
      aside={
        done > 0 && (
          <Button small look="quiet" onClick={() => clearDone(uploadsOf(workspace))}>
            Clear finished
          </Button>
        )
      }
    >
      <p className="sr-only" role="status">
        {done === uploads.length && `${counted(done, 'file')} uploaded.`}
        {refused > 0 && ` ${counted(refused, 'file')} not uploaded.`}
      </p>
      <Rows>
        {uploads.map((upload) => (
          <Line key={upload.key} of={upload} />
        ))}
      </Rows>
    </Card>
  )
}

function Line({ of: { key, path, size, sent, state, fault } }: { of: Upload }) {
  const { look, word } = LOOKS[state]
  const isOpen = state !== 'done'
  return (
    <Row
      title={<span dir="auto">{path}</span>}
      note={fault ?? `${bytes(sent)} of ${bytes(size)}`}
      act={
        <span className="line">
          {state === 'exists' && (
            <Button small onClick={() => resumeUpload(key, true)}>
              Replace
            </Button>
          )}
          {(state === 'running' || state === 'waiting') && (
            <IconButton label={`Pause ${path}`} onClick={() => pauseUpload(key)}>
              <IconPlayerPause aria-hidden="true" />
            </IconButton>
          )}
          {(state === 'paused' || state === 'refused') && (
            <IconButton label={`Go on with ${path}`} onClick={() => resumeUpload(key)}>
              <IconPlayerPlay aria-hidden="true" />
            </IconButton>
          )}
          <IconButton label={isOpen ? `Cancel ${path}` : `Clear ${path}`} onClick={() => cancelUpload(key)}>
            <IconX aria-hidden="true" />
          </IconButton>
        </span>
      }
    >
      {state === 'running' && <FillBar label={`${path} uploaded`} value={sent} of={Math.max(size, 1)} />}
      <State look={look}>{word}</State>
    </Row>
  )
}
