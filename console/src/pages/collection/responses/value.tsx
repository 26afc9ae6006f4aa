import type { Answer } from '@atelier/client'
import { IconDownload, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { bytes } from '../../../ui/time.tsx'
import css from './value.module.css'

export type Response = Answer<'/api/collection/projects/{id}/responses'>['items'][number]

const MISSING = { skipped: 'skipped', dontknow: 'don’t know' } as const

/** An answer as it was given; what came as a name of a file is the file. */
export function Value({ of }: { of: Response }) {
  if (of.missing !== null) return <span className="muted">{MISSING[of.missing]}</span>
  if (of.file !== null) return <Recording id={of.id} file={of.file} />
  return (
    <bdi className={css.text}>
      {textOf(of.value)}
      {of.unit !== null && ` ${of.unit}`}
    </bdi>
  )
}

function Recording({ id, file }: { id: number; file: NonNullable<Response['file']> }) {
  const [isOpen, setIsOpen] = useState(false)
  const url = `/api/collection/responses/${id}/media`
  const size = bytes(file.size)
  if (!file.type.startsWith('audio/'))
    return (
      <span className={css.file}>
        <Button small look="quiet" icon={<IconDownload aria-hidden="true" />} download={url}>
          {`${file.name}, ${size}`}
        </Button>
      </span>
    )
  if (isOpen)
    return (
      // biome-ignore lint/a11y/useMediaCaption: it is a participant's recording, and nobody has written it down
      <audio className={css.player} src={url} controls autoPlay aria-label={`Recording ${file.name}`} />
    )
  return (
    <span className={css.file}>
      <Button small look="quiet" icon={<IconPlayerPlay aria-hidden="true" />} onClick={() => setIsOpen(true)}>
        {`Play, ${size}`}
      </Button>
    </span>
  )
}

/** The JSON of a value in words; nothing of it is changed but its quotes. */
function textOf(json: string | null): string {
  if (json === null) return ''
  const value: unknown = JSON.parse(json)
  // A number stands as it was written, however long it is.
  if (typeof value === 'number') return json
  return wordsOf(value)
}

function wordsOf(value: unknown): string {
  if (value === null) return 'no answer'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.map(wordsOf).join(', ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .filter(([name]) => !name.startsWith('@'))
    .map(([, each]) => wordsOf(each))
    .join(' ')
}
