import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { useGo } from '../../../ui/link.tsx'
import { Hint, Skeleton } from '../../../ui/states.tsx'
import { wordsOf } from '../../../ui/words.ts'
import { useLinkSecret } from '../../sign-in/fragment.ts'
import { LinkFrame } from './link-frame.tsx'

/** Where a link leads that somebody gave: its secret is exchanged for a cookie, and stands in no address from then on. */
export default function LinkOpening() {
  const link = useLinkSecret()
  const go = useGo()
  const [fault, setFault] = useState<string>()
  useEffect(() => {
    if (link === '') return
    client
      .post('/api/pipelines/links/open', { body: { link } })
      .then(({ id }) => go(`/app/shared/${id}`, { replace: true }))
      .catch((error: unknown) => setFault(wordsOf(error)))
  }, [link, go])
  const said = link === '' ? 'This link is not whole. Open it again from the message that it came in.' : fault
  return (
    <LinkFrame title="Shared results">
      {said === undefined ? <Skeleton /> : <Hint look="failed">{said}</Hint>}
    </LinkFrame>
  )
}
