import {
  IconBox,
  IconFile,
  IconFileCode,
  IconFileText,
  IconFileZip,
  IconFolder,
  IconLink,
  IconNotebook,
  IconPhoto,
} from '@tabler/icons-react'
import css from './file-icon.module.css'

const LOOKS: readonly [RegExp, typeof IconFile, string][] = [
  [/\.ipynb$/, IconNotebook, 'notebook'],
  [/\.nii(\.gz)?$/, IconBox, 'volume'],
  [/\.(png|jpe?g|gif|webp|svg|tiff?)$/, IconPhoto, 'image'],
  [/\.(py|r|m|jl|sh|js|ts|c|cpp|h|sql)$/, IconFileCode, 'code'],
  [/\.(zip|gz|tgz|bz2|xz|7z|tar)$/, IconFileZip, 'text'],
  [/\.(md|txt|csv|tsv|json|ya?ml|log|xml|html)$/, IconFileText, 'text'],
]

/** What stands before a name; what it says stands in the row too. */
export function FileIcon({
  entry: { kind, name },
}: {
  entry: { kind: 'folder' | 'file' | 'link' | 'other'; name: string }
}) {
  const [, Icon, look] =
    kind === 'folder'
      ? [null, IconFolder, 'folder']
      : kind === 'link'
        ? [null, IconLink, 'link']
        : (LOOKS.find(([ending]) => ending.test(name.toLowerCase())) ?? [null, IconFile, 'text'])
  return <Icon aria-hidden="true" className={css.icon} data-look={look} />
}
