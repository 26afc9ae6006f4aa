import { useLinkProps, useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { type AnchorHTMLAttributes, type Ref, useCallback, useMemo } from 'react'

/** What the router wants to know of an address such as /app/x?state=open#here. */
function partsOf(to: string) {
  const url = new URL(to, window.location.href)
  return {
    to: url.pathname,
    search: Object.fromEntries(url.searchParams),
    ...(url.hash && { hash: url.hash.slice(1) }),
  }
}

export interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  to: string
  /** Takes the place of this page in the history. */
  replace?: boolean
  ref?: Ref<HTMLAnchorElement>
}

/** A link to a page of the console; the page's script is fetched when one hovers or focuses it. */
export function Link({ to, 'aria-current': current, ...rest }: LinkProps) {
  const props = useLinkProps({ ...partsOf(to), ...rest } as never)
  // The router would call each link to this page the current one, also a name in a text or the trail.
  return (
    <a {...props} aria-current={current}>
      {rest.children}
    </a>
  )
}

/** Goes to an address of the console. */
export function useGo() {
  const navigate = useNavigate()
  return useCallback(
    (to: string, options: { replace?: boolean } = {}) => void navigate({ ...partsOf(to), ...options }),
    [navigate],
  )
}

/** A part of the address: `$id` of the route is useParam('id'). */
export function useParam(name: string): string {
  const params = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>
  return params[name] ?? ''
}

export function usePathname(): string {
  return useLocation({ select: ({ pathname }) => pathname })
}

/** What the page shows, kept in its address; a change of undefined or '' takes a field away. */
export function useQueryState(): [
  Readonly<Record<string, string>>,
  (changes: Readonly<Record<string, string | undefined>>, options?: { replace?: boolean }) => void,
] {
  const search = useLocation({ select: ({ searchStr }) => searchStr })
  const navigate = useNavigate()
  const query = useMemo(() => Object.fromEntries(new URLSearchParams(search)), [search])
  const change = useCallback(
    (changes: Readonly<Record<string, string | undefined>>, { replace = true } = {}) =>
      void navigate({
        to: '.',
        replace,
        resetScroll: false,
        search: (known: Record<string, string>) =>
          Object.fromEntries(
            Object.entries({ ...known, ...changes }).filter(
              ([, value]) => value !== undefined && value !== '',
            ),
          ),
      } as never),
    [navigate],
  )
  return [query, change]
}
