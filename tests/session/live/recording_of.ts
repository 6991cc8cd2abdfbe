/**
 * The recording that a session has made.
 *
 * @module
 */
import type { LiveBench } from "./live_support.ts";

/** The first recording below the folder of a bench. */
export function recordingOf(bench: LiveBench): string {
  const found: string[] = [];
  const look = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      if (isDirectory) look(`${folder}/${name}`);
      else if (name.endsWith(".jsonl") && !name.includes("decisions")) found.push(`${folder}/${name}`);
    }
  };
  look(`${bench.folder}/recordings`);
  const [path = ""] = found.sort();
  return path;
}
