import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import type { FormSent, Given, Verdict } from './given.ts'

const PAUSE_MS = 250

/** What would happen, asked a moment after the last change; the fault says why that cannot be told. */
export function useVerdict(body: FormSent): { verdict: Verdict | undefined; isOld: boolean; fault: unknown } {
  const text = JSON.stringify(body)
  const [asked, setAsked] = useState(text)
  useEffect(() => {
    const timer = setTimeout(setAsked, PAUSE_MS, text)
    return () => clearTimeout(timer)
  }, [text])
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['experiment-check', asked],
    queryFn: ({ signal }) =>
      client.post('/api/pipelines/experiments/check', { body: JSON.parse(asked) as FormSent, signal }),
    placeholderData: keepPreviousData,
  })
  return { verdict: data, isOld: asked !== text || isPlaceholderData, fault: error }
}

type Look = NonNullable<Verdict['files'][string]>[number]

/** What was said of each file of a field; nothing of those that have not come. */
export function looksOf(
  files: readonly Given[],
  seen: readonly Look[] | undefined,
): ReadonlyMap<Given, Look> {
  const sent = files.filter(({ reference }) => reference !== undefined)
  return new Map(sent.flatMap((each, at) => (seen?.[at] ? [[each, seen[at]] as const] : [])))
}
