import { type Document, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml'
import type { RawGroup } from '../runs/protocol.ts'

/** What a host or a group is to have; what is absent stays as it is. */
export interface Addition {
  name: string
  values: RawGroup
}

/** A file with hosts or groups put into it; comments, order and all else stay. */
export function mergeIntoFile(content: string, additions: readonly Addition[]): string {
  // Names such as no and on get quotation marks: other readers may take them for something else.
  const document = parseDocument(content, { uniqueKeys: false, prettyErrors: false, compat: 'yaml-1.1' })
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never
  const top = document.contents as unknown as YAMLMap
  // Of a file that says {} the map has no lines of its own.
  if (top.items.length === 0) top.flow = false
  const pairs = new Map(top.items.map((pair) => [nameOf(pair), pair]))
  for (const { name, values } of additions) {
    const pair = pairs.get(name)
    if (!pair) {
      const made = document.createPair(name, values)
      top.items.push(made)
      pairs.set(name, made)
    } else if (isMap(pair.value)) mergeInto(document, pair.value, values)
    else if (Object.keys(values).length > 0) pair.value = document.createNode(values)
  }
  return document.toString({ lineWidth: 0 })
}

function mergeInto(document: Document, map: YAMLMap, values: RawGroup): void {
  for (const [key, value] of Object.entries(values)) {
    const inner = map.get(key, true)
    if (key === 'data' && isMap(inner))
      for (const [name, each] of Object.entries(value as object)) inner.set(name, document.createNode(each))
    else map.set(key, document.createNode(value))
  }
}

const nameOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : '')
