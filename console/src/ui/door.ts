import { makeStore } from './store.ts'

/** What floats above the page and is fetched when it is asked for first; the focus goes back where it was. */
export function makeDoor() {
  const isOpen = makeStore(false)
  let from: Element | null = null
  return {
    useOpen: isOpen.use,
    open() {
      if (isOpen.get()) return
      from = document.activeElement
      isOpen.set(true)
    },
    close() {
      isOpen.set(false)
      // After the dialog has let it go, and unless something else has taken it.
      requestAnimationFrame(() => {
        const isFree = document.activeElement === null || document.activeElement === document.body
        if (isFree && from instanceof HTMLElement && from.isConnected) from.focus()
      })
    },
  }
}
