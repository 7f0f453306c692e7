// The API pages. <div id="docs" data-url="/openapi.json"></div>
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js'

const at = document.getElementById('docs')
SwaggerUI({ url: at.dataset.url, domNode: at, deepLinking: true, docExpansion: 'none', filter: true, tryItOutEnabled: true, validatorUrl: null })
