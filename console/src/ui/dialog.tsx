import { Modal, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from './button.tsx'
import css from './dialog.module.css'
import { Hint } from './states.tsx'
import { wordsOf } from './words.ts'

export interface DialogProps {
  title: string
  isOpen: boolean
  onClose: () => void
  children: ReactNode
  wide?: boolean
}

/** A dialog: the focus stays in it, and goes back where it was. */
export function Dialog({ title, isOpen, onClose, children, wide }: DialogProps) {
  useFocusBack(isOpen)
  return (
    <Modal.Root opened={isOpen} onClose={onClose} size={wide ? 'var(--form)' : 'var(--dialog)'}>
      <Modal.Overlay />
      <Modal.Content>
        {/* Modal's own header is a <header>, which would be a second banner of the page. */}
        <div className={css.head}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/** Modal gives the focus back only when it closes, not when it is taken away while open. */
function useFocusBack(isOpen: boolean): void {
  useEffect(() => {
    const active = document.activeElement
    // The item of a menu is gone with it; its button stays.
    const menu = active?.closest('[role=menu]')
    const from = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : active
    if (!isOpen || !(from instanceof HTMLElement)) return
    return () =>
      void setTimeout(() => {
        if (document.activeElement === document.body) from.focus({ preventScroll: true })
      })
  }, [isOpen])
}

export interface ConfirmProps {
  /** With the name of the thing: "Withdraw P-0142 from Voice and Mood 2026?" */
  title: string
  isOpen: boolean
  onClose: () => void
  /** What goes with it, what stays, until when backups hold it. */
  children: ReactNode
  /** "Erase for good" */
  act: string
  /** "Keep" */
  keep?: string
  danger?: boolean
  /** What must be typed: for erasing data only. */
  typed?: string
  /** May be asynchronous; the dialog closes when it is done, and shows what was refused. */
  run: () => unknown
}

/** Asks once before what cannot be undone; the safe button has the focus. */
export function ConfirmDialog({
  run,
  typed,
  act,
  keep = 'Keep',
  danger = true,
  children,
  ...dialog
}: ConfirmProps) {
  const [text, setText] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isTyped = typed === undefined || text.trim() === typed
  const close = () => {
    setText('')
    setFault(null)
    dialog.onClose()
  }
  const go = async () => {
    setBusy(true)
    setFault(null)
    try {
      await run()
      close()
    } catch (error) {
      setFault(wordsOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog {...dialog} onClose={close}>
      <div className="stack-small">
        <div className={css.words}>{children}</div>
        {fault && (
          <div role="alert">
            <Hint look="failed">{fault}</Hint>
          </div>
        )}
        {typed !== undefined && (
          <TextInput
            label={`Type ${typed} to go on`}
            value={text}
            autoComplete="off"
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <div className={css.acts}>
          <Button onClick={close} data-autofocus>
            {keep}
          </Button>
          <Button
            look="filled"
            {...(danger && { danger })}
            busy={isBusy}
            {...(!isTyped && { 'aria-disabled': true })}
            onClick={() => isTyped && void go()}
          >
            {act}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
