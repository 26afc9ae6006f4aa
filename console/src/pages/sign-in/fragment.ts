import { useState } from 'react'

/** The secret of the link that opened this page. It stands in the fragment, which no server sees, and leaves the address at once. */
export function useLinkSecret(): string {
  const [secret] = useState(() => {
    const text = window.location.hash.slice(1)
    if (text !== '') window.history.replaceState(window.history.state, '', window.location.pathname)
    return text
  })
  return secret
}
