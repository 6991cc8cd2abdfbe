/**
 * The program over HTTP.
 *
 * - `app.ts`: {@linkcode createApp}, a function from requests to answers; it joins features such as `backtests/`
 * - `server.ts`: {@linkcode startServer}, the app behind a socket
 * - `http/`: guards, bodies, limits, routes, the document; nothing of what is asked for
 *
 * @module
 */
export { createApp, type WebApp, type WebLimits, type WebOptions } from "./app.ts";
export { isLoopback, type ListenOptions, startServer, type WebServer } from "./server.ts";
export type { WebBindings } from "./http/route.ts";
export { readOrMakeToken, TOKEN_FILE } from "./http/token_file.ts";
