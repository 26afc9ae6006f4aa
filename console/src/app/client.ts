import { createClient } from '@atelier/client'

/** The one door to the server; the cookie says who comes. */
export const client = createClient()
