import { LARGE_MB, uploadRows } from './support/large.ts'
import { startProduct } from './support/product.ts'
import type { Row } from './support/table.ts'

/** One large recording of a participant. */
export async function upload(): Promise<Row[]> {
  const product = await startProduct({
    env: { ATELIER_COLLECTION_MAX_BODY_BYTES: String((LARGE_MB + 10) * 1_000_000) },
  })
  try {
    const fields = { auth_token: product.grant }
    return await uploadRows(product, { what: 'upload of 1 GB', path: product.submitPath, fields })
  } finally {
    await product.stop({ removeNow: true })
  }
}
