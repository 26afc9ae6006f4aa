import 'swagger-ui-dist/swagger-ui.css'
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js'

// Shows the document of every address of this server, or the one that the page names, to read and to try. Its parts open one
// by one: to draw all operations at once takes a browser many seconds.
const url = document.getElementById('root')?.dataset.document ?? '/openapi.json'
SwaggerUI({ url, dom_id: '#root', deepLinking: true, docExpansion: 'none', validatorUrl: null })
