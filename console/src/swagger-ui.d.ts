declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  export default function SwaggerUI(options: {
    url: string
    dom_id: string
    deepLinking: boolean
    docExpansion: 'none'
    /** Null asks nobody elsewhere whether the document is sound. */
    validatorUrl: null
  }): void
}
