/** `mood_schema` is an address for programs; people read "Mood". */
export function nameFor(address: string): string {
  const words = address
    .replace(/\.jsonld$/i, '')
    .replace(/_?schema$/i, '')
    .replace(/[_-]+/g, ' ')
    .trim()
  return words === '' ? address || 'Unnamed' : words.charAt(0).toUpperCase() + words.slice(1)
}
