// The compiled program's HTTP side: starts it, asks for the page and runs a backtest in its worker.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const child = spawn(process.argv[2], ["serve", "--port", "0", "--json"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
const line = await new Promise((resolve) => child.stdout.once("data", (data) => resolve(String(data))));
const { url, token_file } = JSON.parse(line);
const token = readFileSync(token_file, "utf8").trim();

async function expect(statuses, path, init) {
  const answer = await fetch(new URL(path, url), init);
  const text = await answer.text();
  if (!statuses.includes(answer.status)) {
    throw new Error(`${path}: expected ${statuses.join(" or ")}, was ${answer.status}: ${text}`);
  }
  return text;
}

try {
  await expect([200], "/");
  await expect([200], "/page/swagger-ui.js");
  await expect([200], "/openapi.json");
  const body = JSON.stringify({ strategy: "favorite_threshold", params: {}, config: {} });
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  await expect([401], "/backtests", {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  // A slow machine answers with a job.
  await expect([201, 202], "/backtests", { method: "POST", body, headers });
} finally {
  child.kill("SIGTERM");
}
const code = await new Promise((resolve) => child.once("exit", resolve));
clearTimeout(timer);
if (code !== 0) throw new Error(`serve ended with ${code}`);
