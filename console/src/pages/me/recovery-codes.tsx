import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { copyText } from '../../ui/clipboard.ts'
import { Hint } from '../../ui/states.tsx'
import css from './recovery-codes.module.css'

/** The codes, this once; as text to copy or to keep as a file. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const [said, setSaid] = useState('')
  const text = codes.join('\n')
  const copy = () => {
    copyText(text).then(
      () => setSaid('Copied.'),
      () => setSaid('Mark them and copy them by hand.'),
    )
  }
  return (
    <div className="stack-small">
      <Hint>
        Keep these apart from your phone: on paper, or in a safe. Each opens your account once after the
        password. They are shown this once.
      </Hint>
      <ol className={css.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="line">
        <Button look="filled" onClick={onClose}>
          I have kept them
        </Button>
        <Button onClick={copy}>Copy all</Button>
        <span role="status" className="caption">
          {said}
        </span>
      </div>
    </div>
  )
}
