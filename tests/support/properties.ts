/**
 * fast-check under one seed: the same runs find the same, on every machine and every day.
 *
 * `PROPERTY_SEED=N` plays all properties under another seed. `deno.json` maps `fast-check` to this file.
 *
 * @module
 */
import fc from "npm:fast-check@4.10.2";

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(Deno.env.get("PROPERTY_SEED") ?? "1") });

export default fc;
export * from "npm:fast-check@4.10.2";
