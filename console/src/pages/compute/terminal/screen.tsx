import '@xterm/xterm/css/xterm.css'
import type { Terminal } from '@xterm/xterm'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { State } from '../../../ui/state.tsx'
import css from './terminal.module.css'

const PAUSES_MS = [500, 1_000, 2_000, 5_000, 10_000]
const FONT_PX = 13

type Standing = 'connecting' | 'open' | 'lost' | 'ended'

const WORDS = {
  connecting: { look: 'waiting', word: 'Connecting' },
  open: { look: 'running', word: 'Connected' },
  lost: { look: 'unreachable', word: 'No connection; trying again' },
  ended: { look: 'stopped', word: 'The shell has ended' },
} as const

/** A shell of the session, in the page. It goes on while nobody looks; whoever comes back sees what it showed before. */
export function Screen({ path, name }: { path: string; name: string }) {
  const box = useRef<HTMLDivElement>(null)
  const [standing, setStanding] = useState<Standing>('connecting')
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round begins anew
  useEffect(() => {
    if (!box.current) return
    const gone = new AbortController()
    void begin(box.current, { path, name, tell: setStanding, gone: gone.signal })
    return () => gone.abort()
  }, [path, round])
  const { look, word } = WORDS[standing]
  return (
    <section className={css.box} aria-label={name}>
      <div className={css.bar}>
        <span role="status">
          <State look={look}>{word}</State>
        </span>
        <span className="caption">Shift Tab twice leaves it. Ctrl C copies what is selected.</span>
        {standing === 'ended' && (
          <Button small onClick={() => setRound(round + 1)}>
            Begin another one
          </Button>
        )}
      </div>
      <div ref={box} className={css.screen} />
    </section>
  )
}

interface Parts {
  path: string
  name: string
  tell: (standing: Standing) => void
  gone: AbortSignal
}

async function begin(box: HTMLElement, { path, name, tell, gone }: Parts): Promise<void> {
  const shown = await show(box, name, gone)
  if (!shown) return
  const line = connect(path, shown, tell)
  const watch = new ResizeObserver(() => shown.fit())
  watch.observe(box)
  gone.addEventListener('abort', () => {
    watch.disconnect()
    line.close()
    shown.terminal.dispose()
  })
}

interface Shown {
  terminal: Terminal
  fit(): void
}

async function show(box: HTMLElement, name: string, gone: AbortSignal): Promise<Shown | undefined> {
  // The emulator is large, and needed nowhere else.
  const [{ Terminal }, { FitAddon }] = await Promise.all([import('@xterm/xterm'), import('@xterm/addon-fit')])
  if (gone.aborted) return undefined
  const styles = getComputedStyle(document.documentElement)
  const token = (each: string) => styles.getPropertyValue(each).trim()
  const terminal = new Terminal({
    fontFamily: token('--mono'),
    fontSize: FONT_PX,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    scrollback: 10_000,
    screenReaderMode: true,
    theme: { background: token('--log'), foreground: token('--log-text') },
  })
  const fitting = new FitAddon()
  terminal.loadAddon(fitting)
  terminal.open(box)
  terminal.textarea?.setAttribute('aria-label', `Type into ${name}`)
  keepKeys(terminal)
  fitting.fit()
  terminal.focus()
  return { terminal, fit: () => fitting.fit() }
}

/** Tab belongs to the shell, Shift Tab pressed twice to the page; Ctrl C copies where something is selected. */
function keepKeys(terminal: Terminal): void {
  let isLeaving = false
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown' || event.key === 'Shift') return true
    const isBack = event.key === 'Tab' && event.shiftKey
    const isToPage = isBack && isLeaving
    isLeaving = isBack
    // What the browser does with these by itself is what is wanted.
    const isCopy = event.key === 'c' && (event.ctrlKey || event.metaKey) && terminal.hasSelection()
    return !isToPage && !isCopy
  })
}

/** Keeps a line to the shell, and makes another one when it breaks, until it is closed or the shell has ended. */
function connect(path: string, { terminal }: Shown, tell: (standing: Standing) => void): { close(): void } {
  let socket: WebSocket | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let isOver = false
  const address = new URL(path, window.location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  const encoder = new TextEncoder()
  const send = (data: string | Uint8Array<ArrayBuffer>) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(data)
  }
  const resize = () => send(JSON.stringify({ type: 'resize', cols: terminal.cols, rows: terminal.rows }))

  function open() {
    const mine = new WebSocket(address)
    mine.binaryType = 'arraybuffer'
    socket = mine
    mine.onopen = () => {
      failures = 0
      tell('open')
      // What was shown before comes again from the shell itself.
      terminal.reset()
      resize()
    }
    mine.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data !== 'string') return terminal.write(new Uint8Array(data))
      if ((JSON.parse(data) as { type?: string }).type !== 'ended') return
      isOver = true
      tell('ended')
    }
    mine.onclose = () => {
      if (isOver || socket !== mine) return
      tell('lost')
      timer = setTimeout(open, PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)])
      failures += 1
    }
  }

  terminal.onData((text) => send(encoder.encode(text)))
  terminal.onBinary((text) => send(Uint8Array.from(text, (letter) => letter.charCodeAt(0))))
  terminal.onResize(resize)
  tell('connecting')
  open()
  return {
    close() {
      isOver = true
      clearTimeout(timer)
      socket?.close()
    },
  }
}
