import { useEffect, useState } from 'react'
import css from './file-shown.module.css'

/** The start of a text, in a box that scrolls. */
export function TextShown({ text, name }: { text: string; name: string }) {
  return (
    <section
      className={css.text}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      aria-label={`Text of ${name}`}
    >
      <pre>{text}</pre>
    </section>
  )
}

/** Files come as attachments that no browser shows; the page makes an image of the bytes itself. */
export function ImageShown({ blob, type, name }: { blob: Blob; type: string; name: string }) {
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([blob], { type }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [blob, type])
  return address === undefined ? null : <img className={css.image} src={address} alt={name} />
}
