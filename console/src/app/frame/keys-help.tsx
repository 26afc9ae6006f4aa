import { Dialog } from '../../ui/dialog.tsx'
import { areKeysOn } from '../../ui/keys.ts'
import css from './keys-help.module.css'

const FIXED = [
  ['/', 'Search in this list'],
  ['j k ↑ ↓', 'Through the rows of a list'],
  ['Enter', 'Open the row'],
  ['x', 'Select the row'],
  ['.', 'More acts on the row'],
  ['Esc', 'Back'],
  ['[ ]', 'Previous and next of the list you came from'],
  ['Ctrl Z', 'Undo what a notice says'],
  ['?', 'These keys'],
] as const

export interface KeysHelpProps {
  places: readonly { key: string; label: string }[]
  onClose: () => void
}

/** The list of keys. */
export default function KeysHelp({ places, onClose }: KeysHelpProps) {
  const all = [
    ['Ctrl K', 'Search, pages and acts'],
    ...places.map(({ key, label }) => [`g ${key}`, label]),
    ...FIXED,
  ]
  return (
    <Dialog title="Keys" isOpen onClose={onClose}>
      <dl className={css.keys}>
        {all.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="caption">
        {areKeysOn()
          ? 'Single keys can be switched off in My account.'
          : 'Single keys are off; My account switches them on.'}
      </p>
    </Dialog>
  )
}
