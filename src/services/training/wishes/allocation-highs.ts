import type { Highs } from 'highs'

/** The solver, on the thread that asks; 3.5 MB of WebAssembly that nobody loads before. */
export async function loadHighs(): Promise<Highs> {
  const { default: load } = await import('highs')
  // Its types describe the CommonJS form, where the function lies one level deeper.
  return (load as unknown as typeof load.default)()
}
