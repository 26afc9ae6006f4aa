export interface Dropped {
  file: File
  /** Below the folder that it was dropped on. */
  path: string
}

/** All files of what was dropped, those in folders too. */
export async function filesOfDrop(transfer: DataTransfer): Promise<Dropped[]> {
  // The list is empty once this turn is over.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return [...transfer.files].map((file) => ({ file, path: file.name }))
  return (await Promise.all(entries.map((entry) => walk(entry, '')))).flat()
}

async function walk(entry: FileSystemEntry, above: string): Promise<Dropped[]> {
  const path = above + entry.name
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    )
    return [{ file, path }]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const found: Dropped[] = []
  for (;;) {
    // A hundred at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return found
    for (const each of some) found.push(...(await walk(each, `${path}/`)))
  }
}

/** Lets the person choose a folder: all files in it. */
export function pickFolder(pick: (files: FileList | null) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.webkitdirectory = true
  input.onchange = () => pick(input.files)
  input.click()
}
