/** What is wrong with a file, in a sentence for whoever sent it. */
export class BadFile extends Error {
  override readonly name = 'BadFile'
}

/** The numbers of one image, one picture or one column of a table, in the order in which they lie. */
export interface Numbers {
  name: string
  /** As people say it, such as `64 × 76 × 60`. */
  shape: string
  values: ArrayLike<number>
  /** Each value times the first, plus the second. */
  scale: readonly [factor: number, offset: number]
}

export interface Image extends Numbers {
  size: readonly [width: number, height: number, depth: number]
  /** In millimetres; pictures have none. */
  spacing?: readonly [number, number, number]
}

export const isImage = (numbers: Numbers): numbers is Image => 'size' in numbers
