import type { PageRoute } from '../../app/route.ts'

export const routes: readonly PageRoute[] = []
