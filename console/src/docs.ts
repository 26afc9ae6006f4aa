import 'swagger-ui-dist/swagger-ui.css'
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js'

// Shows the document of every address of this server, to read and to try.
SwaggerUI({ url: '/openapi.json', dom_id: '#root', deepLinking: true, validatorUrl: null })
