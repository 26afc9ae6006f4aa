import { client } from '../../../app/client.ts'
import { notify } from '../../../ui/notices.tsx'
import { wordsOf } from '../../../ui/words.ts'

/** Opens a session, or a port of it, in another tab. */
export function openDoor(id: number, body: { door?: number; page?: string; reason?: string } = {}): void {
  // Browsers open a tab only while somebody clicks; its address is known a moment later.
  const tab = window.open('about:blank')
  client.post('/api/compute/sessions/{id}/open', { path: { id }, body }).then(
    ({ address }) => {
      if (!tab) return window.location.assign(address)
      tab.opener = null
      tab.location.replace(address)
    },
    (error) => {
      tab?.close()
      notify({ look: 'failed', title: wordsOf(error) })
    },
  )
}
