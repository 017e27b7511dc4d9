// Shows /openapi.json. "Try it out" calls the server that this page came from, by the name it was reached under: the
// public address may be another one, which a browser would not let a page call.
const here = location.origin + document.currentScript.dataset.base;

fetch(`${here}/openapi.json`)
  .then((reply) => reply.text())
  .then((text) => {
    const published = JSON.parse(text).servers[0].url;
    window.SwaggerUIBundle({
      dom_id: '#reference',
      spec: JSON.parse(text.replaceAll(`"${published}`, `"${here}`)),
      deepLinking: true,
      tryItOutEnabled: true,
      displayRequestDuration: true,
      defaultModelsExpandDepth: 0,
      // Nothing leaves for the validator at swagger.io.
      validatorUrl: null,
    });
  });
