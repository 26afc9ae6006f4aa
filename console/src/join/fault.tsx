import { Component, type ReactNode } from 'react'
import css from './join.module.css'
import { Press } from './press.tsx'
import { useWords } from './texts.ts'

/** A page that cannot be drawn says so; what was confirmed is safe on the server. */
export class Fault extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children
  }
}

function Broken() {
  const { t } = useWords()
  return (
    <main className={css.page}>
      <div className={css.main}>
        <h1>{t.brokenTitle}</h1>
        <p role="alert">{t.broken}</p>
        <Press look="filled" onClick={() => location.reload()}>
          {t.loadAgain}
        </Press>
      </div>
    </main>
  )
}
