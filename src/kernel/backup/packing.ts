/** Making a packer costs more than a small file gains; these kinds of files are packed already. */
export const WORTH_PACKING_BYTES = 64 * 1024
const PACKED =
  /\.(7z|aac|avif|bz2|gz|jpe?g|m4a|mkv|mov|mp[34]|og[agv]|opus|pdf|png|tgz|web[mp]|xlsx|xz|zip|zst)$/i

export const isPacked = (path: string): boolean => PACKED.test(path)
