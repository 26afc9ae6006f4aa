import { IconFolderPlus, IconFolderSearch, IconRefresh, IconUpload, IconX } from '@tabler/icons-react'
import { type DragEvent, useRef, useState } from 'react'
import { paceOf, resumeUpload, type Upload, useUploads } from '../../../app/uploads.ts'
import { FillBar } from '../../../ui/bars.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { filesOfDrop, pickFolder } from '../../../ui/dropped.ts'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { bytes, counted, duration } from '../../../ui/time.tsx'
import { filesInWords } from '../apps/form/app-form.tsx'
import type { FormField } from '../apps/form/check.ts'
import { bring, drop, type Given, UPLOADS, type Verdict } from './given.ts'
import css from './make.module.css'
import { PickDialog } from './pick-dialog.tsx'
import { looksOf } from './verdict.ts'

export interface FilesFieldProps {
  of: FormField
  id: string
  files: readonly Given[]
  /** What the server saw in those that are here. */
  seen: Verdict['files'][string] | undefined
  isEach: boolean
  maxBytes: number
  problem: string | undefined
  onChange: (files: readonly Given[]) => void
}

/** Files of one field: brought from this computer, or taken from what is here already. */
export function FilesField(props: FilesFieldProps) {
  const { of: field, id, files, seen, isEach, maxBytes, problem, onChange } = props
  const [isPicking, setPicking] = useState(false)
  const [isOver, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  // What broke off goes on in the place of what was left of it.
  const isAgain = (old: Given, more: readonly Given[]) =>
    old.isCut && more.some(({ path, size }) => path === old.path && size === old.size)
  const add = (more: readonly Given[]) => onChange([...files.filter((each) => !isAgain(each, more)), ...more])
  const take = (list: FileList | null) =>
    add(bring([...(list ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }))))
  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(true)
  }
  const dropped = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void filesOfDrop(event.dataTransfer).then((found) => add(bring(found)))
  }
  return (
    <section
      className={css.drop}
      id={id}
      tabIndex={-1}
      aria-label={field.label}
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
    >
      <div className={css.fieldHead}>
        <div>
          <span className={css.label}>
            {field.label} {field.required && <span className={css.required}>(required)</span>}
          </span>
          <span className="caption">
            {[field.help, isEach ? acceptInWords(field) : filesInWords(field)].filter(Boolean).join(' ')}{' '}
            {`Up to ${bytes(maxBytes)} each. Whole folders work too.`}
          </span>
        </div>
        <div className={css.acts}>
          <Button small icon={<IconUpload aria-hidden="true" />} onClick={() => picker.current?.click()}>
            Add files
          </Button>
          <Button small icon={<IconFolderPlus aria-hidden="true" />} onClick={() => pickFolder(take)}>
            Add a folder
          </Button>
          <Button small icon={<IconFolderSearch aria-hidden="true" />} onClick={() => setPicking(true)}>
            From what is here
          </Button>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label={`Files for ${field.label}`}
            onChange={({ currentTarget }) => {
              take(currentTarget.files)
              currentTarget.value = ''
            }}
          />
        </div>
      </div>
      {files.length === 0 ? (
        <p className={css.none}>Drop files or a folder here.</p>
      ) : (
        <FileList files={files} seen={seen} onChange={onChange} />
      )}
      {problem && <p className={css.error}>{problem}</p>}
      <PickDialog
        isOpen={isPicking}
        onClose={() => setPicking(false)}
        onPick={(more) => {
          add(more)
          setPicking(false)
        }}
      />
    </section>
  )
}

const acceptInWords = ({ accept }: FormField): string =>
  accept ? `${accept.map((each) => each.replace(/^\*/, '')).join(', ')}; an experiment for each.` : ''

function FileList({ files, seen, onChange }: Pick<FilesFieldProps, 'files' | 'seen' | 'onChange'>) {
  const uploads = useUploads(UPLOADS)
  const looks = looksOf(files, seen)
  const uploadOf = ({ key }: Given) => uploads.find((each) => each.key === key)
  const remove = (given: Given) => {
    drop(given)
    onChange(files.filter((each) => each !== given))
  }
  const faulty = files.flatMap((each) => {
    const advice = each.isGone ? `Remove ${each.name}, or add it again.` : looks.get(each)?.advice
    return advice ? [advice] : []
  })
  const cut = files.filter(({ isCut }) => isCut).map(({ name }) => name)
  return (
    <>
      <ul className={css.files}>
        {files.map((given) => {
          const upload = uploadOf(given)
          const look = looks.get(given)
          return (
            <li key={given.key ?? JSON.stringify(given.reference ?? [given.path, given.isCut])}>
              <span className={css.name} dir="auto" title={given.path}>
                {given.path}
              </span>
              <span className="num">{bytes(given.size ?? look?.size ?? 0)}</span>
              <Progress
                given={given}
                upload={upload}
                isWrong={Boolean(look?.fault) || given.isGone === true}
              />
              <span className={css.state} data-failed={Boolean(look?.fault) || given.isGone || undefined}>
                <FileState given={given} upload={upload} look={look} />
              </span>
              <span className={css.rowActs}>
                {(upload?.state === 'refused' || upload?.state === 'paused') && (
                  <IconButton label={`Go on with ${given.name}`} onClick={() => resumeUpload(upload.key)}>
                    <IconRefresh aria-hidden="true" />
                  </IconButton>
                )}
                <IconButton label={`Remove ${given.name}`} onClick={() => remove(given)}>
                  <IconX aria-hidden="true" />
                </IconButton>
              </span>
            </li>
          )
        })}
      </ul>
      {cut.length > 0 && (
        <Hint>
          {cut.length > 2 ? counted(cut.length, 'file') : cut.join(' and ')} had not come when the page was
          left. Add {cut.length > 1 ? 'them' : 'it'} again: what is here already is not sent twice.
        </Hint>
      )}
      {faulty.length > 0 && (
        <Hint look="failed">
          <strong>
            {faulty.length} of {counted(files.length, 'file')} cannot be used.
          </strong>{' '}
          {faulty.slice(0, 3).join(' ')}
        </Hint>
      )}
    </>
  )
}

function Progress({
  given: { isCut },
  upload,
  isWrong,
}: {
  given: Given
  upload: Upload | undefined
  isWrong: boolean
}) {
  if (isCut) return <FillBar value={0} of={1} look="attention" />
  if (!upload) return <FillBar value={1} of={1} look={isWrong ? 'failed' : 'done'} />
  const look = upload.state === 'refused' ? 'failed' : 'running'
  return (
    <FillBar
      label={`${upload.path} uploaded`}
      value={upload.sent}
      of={Math.max(1, upload.size)}
      look={look}
    />
  )
}

type Seen = NonNullable<Verdict['files'][string]>[number]

function FileState({
  given,
  upload,
  look,
}: {
  given: Given
  upload: Upload | undefined
  look: Seen | undefined
}) {
  if (given.isCut) return <State look="attention">Broke off</State>
  if (given.isGone) return <State look="failed">Removed since</State>
  if (upload && upload.state !== 'done') {
    if (upload.state === 'running') return <State look="running">{paceInWords(upload)}</State>
    if (upload.state === 'waiting') return <State look="waiting">Waits for its turn</State>
    if (upload.state === 'paused') return <State look="stopped">Paused</State>
    return <State look="failed">{upload.fault ?? 'Refused'}</State>
  }
  if (!look) return <State look="running">Is looked at</State>
  if (look.fault) return <State look="failed">{look.fault}</State>
  return <State look="done">{given.from ? `From ${given.from}` : 'Checked, safe here'}</State>
}

/** 64 %, 18 MB/s, 4 s left */
function paceInWords(upload: Upload): string {
  const part = `${Math.floor((upload.sent / Math.max(1, upload.size)) * 100)} %`
  const pace = paceOf(upload)
  return pace ? `${part}, ${bytes(pace.perSecond)}/s, ${duration(pace.leftMs)} left` : part
}
