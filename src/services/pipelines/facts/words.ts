export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

export function sizeText(bytes: number): string {
  let [size, unit] = [bytes, 0]
  for (; size >= 1_000 && unit < UNITS.length - 1; unit += 1) size /= 1_000
  return `${unit === 0 ? size : size.toFixed(1)} ${UNITS[unit]}`
}
