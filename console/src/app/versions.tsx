import { useEffect, useState } from 'react'
import { Conflict, type ConflictProps, mergeOver } from '../ui/conflict.tsx'
import type { FormHandle } from '../ui/form.tsx'
import { useAct } from './act.ts'

/** What a form was filled with, and the version of the server that it was. */
export interface Version<V> {
  etag: string | undefined
  values: V
}

export interface VersionsOptions<V> {
  /** What the server has now. */
  load: () => Promise<Version<V>>
  /** `match` goes into the call as it is. */
  save: (values: V, match: { ifMatch?: string }) => Promise<unknown>
  done: (values: V) => unknown
  /** The form stays open after saving. */
  stays?: boolean
}

/**
 * Lets two people edit one thing: a change that only one of them made is kept by itself, and what both have changed is
 * chosen field by field. Nothing is overwritten unseen.
 */
export function useVersions<V extends object>(
  first: Version<V>,
  { load, save, done, stays }: VersionsOptions<V>,
) {
  const act = useAct()
  const [base, setBase] = useState(first)
  const [theirs, setTheirs] = useState<Version<V>>()
  const finish = async (form: FormHandle<V>, values: V) => {
    if (stays) {
      const now = await load()
      setBase(now)
      form.reset(now.values)
    }
    setTheirs(undefined)
    await done(values)
  }
  const merge = (form: FormHandle<V>, values: V) =>
    act(async () => {
      const now = await load()
      const merged = mergeOver(base.values, values, now.values)
      setBase(now)
      form.set(merged.values)
      if (!merged.isClear) return setTheirs(now)
      await save(merged.values, matchOf(now))
      await finish(form, merged.values)
    })
  return {
    base,
    setBase,
    /** Theirs, where one has to choose. */
    theirs,
    /** What a form does with them: spread it into its options. */
    formOf: (form: () => FormHandle<V>) => ({
      send: (values: V) => save(values, matchOf(base)),
      done: (_answer: unknown, values: V) => finish(form(), values),
      changed: (values: V) => merge(form(), values),
    }),
    take: (form: FormHandle<V>) => {
      if (theirs) form.reset(theirs.values)
      setTheirs(undefined)
    },
    saveChosen: (form: FormHandle<V>, values: V) =>
      void act(async () => {
        await save(values, theirs ? matchOf(theirs) : {})
        await finish(form, values)
      }),
  }
}

const matchOf = ({ etag }: Version<unknown>) => (etag === undefined ? {} : { ifMatch: etag })

/** The choice, where both have changed the same. */
export function VersionsChoice<V extends object>({
  of: { theirs, take, saveChosen },
  form,
  ...words
}: Pick<ConflictProps<V>, 'title' | 'fields'> & {
  of: ReturnType<typeof useVersions<V>>
  form: FormHandle<V>
}) {
  if (!theirs) return null
  return (
    <Conflict
      {...words}
      mine={form.values}
      theirs={theirs.values}
      onTake={() => take(form)}
      onSave={(values) => saveChosen(form, values)}
    />
  )
}

/** What others save shows at once, unless one has begun to type. */
export function useFollowing<V extends object>(
  { base, setBase, theirs }: ReturnType<typeof useVersions<V>>,
  form: FormHandle<V>,
  now: Version<V>,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is the only reason
  useEffect(() => {
    if (form.isTouched || theirs || now.etag === base.etag) return
    setBase(now)
    form.reset(now.values)
  }, [now.etag])
}
