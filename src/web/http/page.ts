/**
 * The page to try the API on: Swagger UI, served from here and from nowhere else.
 *
 * @module
 */
import { type Route, route } from "./route.ts";

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>kalshi-live API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page/swagger-ui.css">
<div id="api"></div>
<script src="/page/swagger-ui.js"></script>
<script src="/page/start.js"></script>
</html>
`;

const START = `SwaggerUIBundle({
  dom_id: "#api",
  url: "/openapi.json",
  validatorUrl: null,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
});
`;

/** Nothing is loaded from or sent to elsewhere, and nothing runs that is written into the page. */
const PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; " +
  "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A file of the page; the large ones are read when they are first asked for. */
function asset(path: string, type: string, text: () => Promise<string>): Route {
  return route({
    method: "GET",
    path,
    summary: "The page to try the API on",
    answers: { 200: { description: "A part of the page." } },
    isDocumented: false,
    handle: async () =>
      new Response(await text(), {
        headers: { "content-type": `${type}; charset=utf-8`, "content-security-policy": PAGE_POLICY },
      }),
  });
}

/** `/` and what it loads. */
export function pageRoutes(): Route[] {
  return [
    asset("/", "text/html", () => Promise.resolve(PAGE)),
    asset("/page/start.js", "text/javascript", () => Promise.resolve(START)),
    asset("/page/swagger-ui.js", "text/javascript", async () => {
      const { default: text } = await import("swagger-ui-dist/swagger-ui-bundle.js", {
        with: { type: "text" },
      });
      return text;
    }),
    asset("/page/swagger-ui.css", "text/css", async () => {
      const { default: text } = await import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } });
      return text;
    }),
  ];
}
