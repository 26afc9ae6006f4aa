import { TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { StateIcon } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import type { AtDoor, Said } from './at-door.ts'
import css from './attendance.module.css'

const PAUSE_MS = 120

export const loadDecoder = () => import('./decoder.ts')

/** The camera that reads code after code, with the last answer below it; and a field for a key that cannot be scanned. */
export function Scanner({ of: door, onClose }: { of: AtDoor; onClose: () => void }) {
  const [key, setKey] = useState('')
  // The dialog draws it later than itself.
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const fault = useCamera(video, door.scan)
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (key.trim() !== '') door.scan(key.trim())
    setKey('')
  }
  return (
    <Dialog title={`Scan codes: ${door.workshop.title}`} isOpen onClose={onClose} wide>
      <div className="stack-small">
        {fault ? (
          <Hint>{fault}</Hint>
        ) : (
          <video ref={setVideo} className={css.camera} muted playsInline aria-label="What the camera sees" />
        )}
        <div className={css.said} aria-live="polite">
          {door.said ? <SaidBox said={door.said} door={door} /> : 'Hold a letter or a timetable before it.'}
        </div>
        <form className={css.typed} onSubmit={send}>
          <TextInput
            label="Or type the key"
            value={key}
            maxLength={100}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          <Button type="submit">Check in</Button>
        </form>
      </div>
    </Dialog>
  )
}

function SaidBox({ said: { look, title, detail, asks }, door }: { said: Said; door: AtDoor }) {
  return (
    <div className={css.saidBox} data-look={look}>
      <StateIcon look={look} />
      <div>
        <p className={css.saidTitle}>
          <bdi>{title}</bdi>
        </p>
        {detail && <p className="small">{detail}</p>}
      </div>
      {asks && (
        <Button small onClick={() => door.ask(asks)}>
          Let in
        </Button>
      )}
    </div>
  )
}

/** Shows the camera and reads it; gives why that cannot be. */
function useCamera(video: HTMLVideoElement | null, onCode: (text: string) => void): string | null {
  const [fault, setFault] = useState<string | null>(null)
  const latest = useRef(onCode)
  latest.current = onCode
  useEffect(() => {
    if (!video) return
    const ended = new AbortController()
    watch(video, ended.signal, (text) => latest.current(text)).catch((error: unknown) => {
      if (!ended.signal.aborted) setFault(faultOf(error))
    })
    return () => ended.abort()
  }, [video])
  return fault
}

async function watch(
  video: HTMLVideoElement,
  ended: AbortSignal,
  tell: (text: string) => void,
): Promise<void> {
  // Pages on plain http have no camera.
  if (!navigator.mediaDevices) throw new DOMException('no camera on plain http', 'SecurityError')
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  const stop = () => {
    for (const track of stream.getTracks()) track.stop()
  }
  ended.addEventListener('abort', stop)
  if (ended.aborted) return stop()
  video.srcObject = stream
  await video.play()
  const read = await (await loadDecoder()).makeReader()
  while (!ended.aborted) {
    const text = video.videoWidth > 0 ? await read(video) : null
    if (text !== null && !ended.aborted) tell(text)
    await new Promise((next) => setTimeout(next, PAUSE_MS))
  }
}

function faultOf(error: unknown): string {
  switch (error instanceof DOMException ? error.name : '') {
    case 'SecurityError':
      return 'Browsers give the camera only to pages under https. Type the keys, or tap the names in the list.'
    case 'NotAllowedError':
      return 'This page may not use the camera. Allow it in the browser’s settings for this page, or type the keys.'
    case 'NotFoundError':
      return 'This device has no camera. Type the keys, or tap the names in the list.'
    default:
      return 'The camera cannot be used now; another program may have it. Type the keys, or tap the names in the list.'
  }
}
