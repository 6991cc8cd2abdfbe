/**
 * The HTTP side of backtests.
 *
 * - `app.ts`: {@linkcode createApp}, a function from requests to answers
 * - `server.ts`: {@linkcode startServer}, the app behind a socket
 * - `token_file.ts`: the token that writers show
 * - `options.ts`: what the app is made of, and its limits
 *
 * @module
 */
export { createApp, type WebApp } from "./app.ts";
export { DEFAULT_LIMITS, type WebBindings, type WebLimits, type WebOptions } from "./options.ts";
export { isLoopback, type ListenOptions, startServer, type WebServer } from "./server.ts";
export { readOrMakeToken, TOKEN_FILE } from "./http/token_file.ts";
