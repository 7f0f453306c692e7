// The API pages. <div class="docs" id="docs" data-url="/openapi.json"></div>
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const shade = () =>
  root.classList.toggle("dark-mode", root.dataset.bsTheme ? root.dataset.bsTheme === "dark" : system.matches);
new MutationObserver(shade).observe(root, { attributeFilter: ["data-bs-theme"] });
system.addEventListener("change", shade);
shade();

const at = document.getElementById("docs");
SwaggerUI({
  url: at.dataset.url,
  domNode: at,
  deepLinking: true,
  docExpansion: "list",
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
