import type { RenderError } from '../../../kernel/http/errors.ts'

/** The protocol's errors: an envelope like that of its answers. */
export const renderError: RenderError = ({ message }) => ({ success: false, message })
