/**
 * The files that run a sweep on a cluster: they start the program as it is, and every shard exactly once.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { readGrid } from "../src/backtest/sweep/grid.ts";
import { chooseSets } from "../src/backtest/sweep/parameter_sets.ts";
import { SWEEP } from "../src/cli/backtest/sweep.ts";
import { REGISTRY } from "../src/cli/rules.ts";
import { VERSION } from "../src/version.ts";
import { recordGames } from "./backtest/sweep/support.ts";
import { filesIn, inFolder, plainEnvironment, programWords, ROOT, runMain } from "./cli/support.ts";
import { must } from "./session/support.ts";

const K8S = `${ROOT}config/k8s`;
const SLURM = `${ROOT}config/slurm`;
const SCRIPTS = ["sweep.sh", "merge.sh", "submit.sh"];

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly resources: Readonly<Record<"requests" | "limits", Readonly<Record<"cpu" | "memory", string>>>>;
  readonly securityContext: unknown;
  readonly volumeMounts: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
}

interface Pod {
  readonly restartPolicy: string;
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly containers: readonly [Container];
  readonly volumes: readonly {
    readonly name: string;
    readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
    readonly configMap?: { readonly name: string };
  }[];
}

interface Job {
  readonly spec: Readonly<Record<string, unknown>> & { readonly template: { readonly spec: Pod } };
}

/** A manifest: the forms above are what the tests below look at, and fail where it is another. */
async function manifest<T>(name: string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(`${K8S}/${name}`));
}

const [LOAD, SWEEP_JOB, MERGE_JOB] = await Promise.all([
  manifest<{ readonly spec: Pod }>("load.json"),
  manifest<Job>("sweep.json"),
  manifest<Job>("merge.json"),
]);
const PODS: readonly Pod[] = [LOAD.spec, SWEEP_JOB.spec.template.spec, MERGE_JOB.spec.template.spec];

/** Environment variables of a container that have a value of their own. */
function variablesOf({ env = [] }: Container): Record<string, string> {
  return Object.fromEntries(env.flatMap(({ name, value }) => value === undefined ? [] : [[name, value]]));
}

/** Runs something with a program of ours in place of one on the PATH. */
async function runWith(
  folder: string,
  words: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [command, ...args] = words;
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: folder,
    clearEnv: true,
    env: { ...plainEnvironment(environment), PATH: `${folder}/bin:${Deno.env.get("PATH") ?? ""}` },
  }).output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}

/** Puts a program on the PATH of {@linkcode runWith}. */
async function place(folder: string, name: string, source: string): Promise<void> {
  await Deno.mkdir(`${folder}/bin`, { recursive: true });
  await Deno.writeTextFile(`${folder}/bin/${name}`, source, { mode: 0o755 });
}

/** Says its words, one a line. */
const ECHO = `#!/bin/sh\nprintf '%s\\n' "$@"\n`;

/** Flags of the command in a text, from its name on to the end of the command. */
function flagsIn(text: string): string[] {
  return [...text.replaceAll("\\\n", " ").matchAll(/kalshi-live\}?"? sweep\b(.*)/g)]
    .flatMap(([, words = ""]) => [...words.matchAll(/(?<=^|[\s"])--(?:no-)?([a-z-]+)/g)])
    .map(([, name = ""]) => name);
}

Deno.test("every flag of a sweep in the manifests, scripts and READMEs is one that the command has", async () => {
  const known = new Set(SWEEP.flags.map(({ name }) => name));
  const texts = new Map<string, string>();
  for (const pod of PODS) {
    const [{ name, command, args = [] }] = pod.containers;
    texts.set(`${name} of k8s`, `${command.join(" ")} ${args.join(" ")}`);
  }
  for (const script of SCRIPTS) texts.set(script, await Deno.readTextFile(`${SLURM}/${script}`));
  for (const folder of [K8S, SLURM]) texts.set(folder, await Deno.readTextFile(`${folder}/README.md`));
  let found = 0;
  for (const [where, text] of texts) {
    for (const flag of flagsIn(text)) {
      found++;
      assert(known.has(flag), `${where}: --${flag}`);
    }
  }
  assert(found > 10, `${found} flags`);
});

Deno.test("k8s: the Job is indexed, has as many indexes as there are shards, and retries each by itself", () => {
  const { spec } = SWEEP_JOB;
  const [container] = spec.template.spec.containers;
  assertEquals(spec["completionMode"], "Indexed");
  assertEquals(String(spec["completions"]), variablesOf(container)["SHARDS"]);
  assert(Number(spec["parallelism"]) >= 1 && Number(spec["parallelism"]) <= Number(spec["completions"]));
  assert(Number(spec["backoffLimitPerIndex"]) >= 1);
  for (const job of [SWEEP_JOB, MERGE_JOB]) {
    assert(Number(job.spec["ttlSecondsAfterFinished"]) > 0);
    assert(Number(job.spec["activeDeadlineSeconds"]) > 0);
    assertEquals(job.spec.template.spec.restartPolicy, "Never");
  }
  const workers = container.env?.find(({ name }) => name === "WORKERS");
  assertEquals(workers?.valueFrom, {
    resourceFieldRef: { containerName: container.name, resource: "limits.cpu" },
  });
  const [merge] = MERGE_JOB.spec.template.spec.containers;
  assertEquals(variablesOf(merge)["SWEEP"], variablesOf(container)["SWEEP"], "both work in one folder");
});

Deno.test("k8s: the script runs shards 1…N exactly once, with the flags that were given", async () => {
  await inFolder(async (folder) => {
    await place(folder, "kalshi-live", ECHO);
    const [container] = SWEEP_JOB.spec.template.spec.containers;
    const [shell, ...command] = container.command;
    assert(shell !== undefined);
    const variables = variablesOf(container);
    const count = Number(SWEEP_JOB.spec["completions"]);
    const runs = await Promise.all(
      Array.from(
        { length: count },
        (_, index) =>
          runWith(folder, [shell, ...command, ...container.args ?? []], {
            ...variables,
            WORKERS: "2",
            JOB_COMPLETION_INDEX: String(index),
          }),
      ),
    );
    const shards = runs.map(({ code, out, err }) => {
      assertEquals([code, err], [0, ""]);
      const words = out.trimEnd().split("\n");
      assertEquals(words[0], "sweep");
      for (const [flag, value] of [["--workers", "2"], ["--grid", "/grid/grid.json"]] as const) {
        assertEquals(words[words.indexOf(flag) + 1], value);
      }
      assertEquals(words[words.indexOf("--out") + 1], `/sweeps/${variables["SWEEP"]}/shards`);
      assertEquals(words.slice(-(container.args?.length ?? 0)), [...container.args ?? []]);
      return words[words.indexOf("--shard") + 1];
    });
    assertEquals(shards, Array.from({ length: count }, (_, index) => `${index + 1}/${count}`));
  });
});

Deno.test("k8s: the second Job merges every shard's file and no other", async () => {
  await inFolder(async (folder) => {
    await place(folder, "kalshi-live", ECHO);
    const [container] = MERGE_JOB.spec.template.spec.containers;
    const variables = variablesOf(container);
    const shards = `${folder}/${variables["SWEEP"]}/shards`;
    await Deno.mkdir(shards, { recursive: true });
    for (const name of ["shard-1-of-2.json", "shard-2-of-2.json", "shard-2-of-2.json.1234.part"]) {
      await Deno.writeTextFile(`${shards}/${name}`, "");
    }
    const [shell = "", ...command] = container.command.map((word) =>
      word.replaceAll("/sweeps/", `${folder}/`)
    );
    const { code, out, err } = await runWith(folder, [shell, ...command, ...container.args ?? []], variables);
    assertEquals([code, err], [0, ""]);
    assertEquals(out.trimEnd().split("\n"), [
      ...["sweep", "merge", `${shards}/shard-1-of-2.json`, `${shards}/shard-2-of-2.json`],
      ...["--recordings", `${folder}/${variables["SWEEP"]}`, ...container.args ?? []],
    ]);
  });
});

Deno.test("k8s: nothing runs as root, writes into its image, or is told how to talk to the cluster", async () => {
  const recipe = await Deno.readTextFile(`${K8S}/Containerfile`);
  const [, user = "", group = ""] = /^USER (\d+):(\d+)$/m.exec(recipe) ?? [];
  assert(Number(user) > 0);
  assert(!/:latest|^ADD |curl|wget/m.test(recipe));
  for (const { automountServiceAccountToken, securityContext, containers } of PODS) {
    assertEquals(automountServiceAccountToken, false);
    const { runAsNonRoot, runAsUser, runAsGroup, fsGroup, seccompProfile } = securityContext;
    assertEquals([runAsNonRoot, String(runAsUser), String(runAsGroup), String(fsGroup)], [
      true,
      user,
      group,
      group,
    ]);
    assertEquals(seccompProfile, { type: "RuntimeDefault" });
    assertEquals(containers.length, 1);
    const [container] = containers;
    assertEquals(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    assert(
      /(^|\/)kalshi-live:/.test(container.image) && container.image.endsWith(`:${VERSION}`),
      container.image,
    );
    for (const kind of ["requests", "limits"] as const) {
      assert(container.resources[kind].cpu !== "" && container.resources[kind].memory !== "");
    }
  }
});

Deno.test("k8s: every mount has its volume, every volume is made, and a sweep cannot write recordings", async () => {
  const { items } = await manifest<
    { readonly items: readonly { readonly metadata: { readonly name: string }; readonly spec: unknown }[] }
  >("volumes.json");
  const claims = new Set(items.map(({ metadata }) => metadata.name));
  const readme = await Deno.readTextFile(`${K8S}/README.md`);
  for (const { containers: [container], volumes } of PODS) {
    const names = new Set(volumes.map(({ name }) => name));
    assertEquals(new Set(container.volumeMounts.map(({ name }) => name)), names);
    for (const { persistentVolumeClaim, configMap } of volumes) {
      if (persistentVolumeClaim !== undefined) assert(claims.has(persistentVolumeClaim.claimName));
      if (configMap !== undefined) assert(readme.includes(`create configmap ${configMap.name} `));
    }
  }
  const { containers: [{ volumeMounts }], volumes } = SWEEP_JOB.spec.template.spec;
  assertEquals(volumeMounts.find(({ mountPath }) => mountPath === "/recordings")?.readOnly, true);
  const recordings = volumes.find(({ name }) => name === "recordings");
  assertEquals(recordings?.persistentVolumeClaim?.readOnly, true);
});

Deno.test("k8s: the grid is one that the strategy takes, with more sets than shards", async () => {
  const [container] = SWEEP_JOB.spec.template.spec.containers;
  const { STRATEGY: name = "", SHARDS: shards = "" } = variablesOf(container);
  const strategy = REGISTRY.get(name);
  assert(strategy !== undefined, name);
  const grid = must(readGrid(await Deno.readTextFile(`${K8S}/grid.json`)));
  const { sets, refused } = must(chooseSets(strategy, grid, {}));
  assertEquals(refused, 0);
  assert(sets.length > Number(shards));
});

Deno.test("k8s: a mistake ends either Job at once, an eviction is no failure", () => {
  for (const { spec } of [SWEEP_JOB, MERGE_JOB]) {
    const [{ name }] = spec.template.spec.containers;
    assertEquals(spec["podFailurePolicy"], {
      rules: [
        { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
        { action: "FailJob", onExitCodes: { containerName: name, operator: "In", values: [2] } },
      ],
    });
  }
});

Deno.test("k8s: what the README copies to the cluster are recordings and tapes, no token and no results", async () => {
  const readme = await Deno.readTextFile(`${K8S}/README.md`);
  const [copy = ""] = /^tar -C recordings [^]*?-xf -$/m.exec(readme) ?? [];
  assert(copy.includes("kubectl exec -i kalshi-live-load -- tar -C /recordings"), copy);
  await inFolder(async (folder) => {
    const inside = ["nba/game/1.jsonl.gz", "nba/game/1.tape", "demo/2.jsonl"];
    const outside = [
      ...[".serve-token", ".kalshi-live-serve-token", "nba/.serve-token"],
      ...["backtest_runs/nba/rule/1/summary.json", "sweeps/all/rule/1/sets.json"],
    ];
    for (const name of [...inside, ...outside]) {
      await Deno.mkdir(`${folder}/recordings/${name}`.replace(/[^/]+$/, ""), { recursive: true });
      await Deno.writeTextFile(`${folder}/recordings/${name}`, name);
    }
    await Deno.mkdir(`${folder}/volume`);
    const here = copy.replace("kubectl exec -i kalshi-live-load -- ", "").replace(
      "-C /recordings",
      "-C volume",
    );
    const ran = await runWith(folder, ["bash", "-c", `set -o pipefail\n${here}`]);
    assertEquals(ran, { code: 0, out: "", err: "" });
    assertEquals(await filesIn(`${folder}/volume`), inside.toSorted());
  });
});

Deno.test("k8s: the README names every manifest, and no file that is not there", async () => {
  const readme = await Deno.readTextFile(`${K8S}/README.md`);
  const files = (await filesIn(K8S)).filter((name) => name !== "README.md");
  for (const name of files) assert(readme.includes(`\`${name}\``), name);
  assert(readme.includes(`/kalshi-live:${VERSION} `), "the image is of this version");
  for (const [path = ""] of readme.matchAll(/config\/k8s\/[\w.]+/g)) await Deno.stat(`${ROOT}${path}`);
});

Deno.test("slurm: the scripts are sound bash that may be run", async () => {
  for (const script of SCRIPTS) {
    const path = `${SLURM}/${script}`;
    const { code, stderr } = await new Deno.Command("bash", { args: ["-n", path] }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    assert(((await Deno.stat(path)).mode ?? 0) & 0o100, `${script} is executable`);
    assert(/^set -euo pipefail$/m.test(await Deno.readTextFile(path)));
  }
});

/** Does what the scheduler would, at once: every task of an array, one after the other; a job's number in between. */
const SBATCH = `#!/usr/bin/env bash
set -euo pipefail
echo "$*" >>submitted
array=
while [[ $1 == --* ]]; do
  case $1 in
    --array=1-*) array=\${1#--array=1-} ;;
    --dependency=afterok:*) [[ \${1##*:} == 41 ]] ;;
    --parsable | --kill-on-invalid-dep=yes) ;;
    *) exit 3 ;;
  esac
  shift
done
export SLURM_CPUS_PER_TASK=1
if [[ -n $array ]]; then
  for ((task = 1; task <= array; task++)); do SLURM_ARRAY_TASK_ID=$task "$@" >>log 2>&1; done
  echo "41;here"
else
  "$@" >>log 2>&1
  echo "42;here"
fi
`;

Deno.test("slurm: shards that the scripts ran, merged, are the whole sweep byte for byte", async () => {
  await inFolder(async (folder) => {
    await recordGames(`${folder}/recordings`, 2);
    await Deno.writeTextFile(`${folder}/grid.json`, '{"threshold":[0.55,0.65,0.8]}');
    const quoted = [Deno.execPath(), ...programWords([])].map((word) => `'${word}'`).join(" ");
    await place(folder, "kalshi-live", `#!/bin/sh\nexec ${quoted} "$@"\n`);
    await place(folder, "sbatch", SBATCH);
    const flags = ["--strategy", "favorite_threshold", "--grid", "grid.json", "--recordings", "recordings"];
    const submit: [string, ...string[]] = [`${SLURM}/submit.sh`, "2", "first", ...flags];
    const submitted = await runWith(folder, submit);
    const log = await Deno.readTextFile(`${folder}/log`).catch(() => "no log");
    assertEquals(submitted, { code: 0, out: "shards: job 41, merge: job 42\n", err: "" }, log);
    const [array = "", merge = ""] = (await Deno.readTextFile(`${folder}/submitted`)).split("\n");
    assert(array.startsWith("--parsable --array=1-2 "), array);
    assert(merge.startsWith("--parsable --dependency=afterok:41 --kill-on-invalid-dep=yes "), merge);

    const files = await filesIn(`${folder}/first`);
    assertEquals(files.filter((name) => name.startsWith("shards/")), [
      "shards/shard-1-of-2.json",
      "shards/shard-2-of-2.json",
    ]);
    const root = `${folder}/recordings`;
    const whole = await runMain(
      "sweep",
      ...flags.slice(0, 2),
      "--grid",
      `${folder}/grid.json`,
      "--recordings",
      root,
    );
    assertEquals(whole.code, 0, whole.err);
    const ends = (names: readonly string[]) => names.filter((name) => name.startsWith("sweeps/"));
    const expected = ends(await filesIn(root));
    const merged = ends(files);
    assertEquals(merged.length, 3);
    for (const [index, name] of expected.entries()) {
      const same = await Deno.readTextFile(`${folder}/first/${merged[index]}`);
      assertEquals(same, await Deno.readTextFile(`${root}/${name}`), name);
    }

    const again = await runWith(folder, submit);
    assertEquals([again.code, again.out], [2, ""]);
    assert(/there are shards in first already/.test(again.err), again.err);
  });
});

Deno.test("slurm: words that are missing or wrong are refused, and nothing is submitted", async () => {
  await inFolder(async (folder) => {
    await place(folder, "kalshi-live", ECHO);
    await place(folder, "sbatch", SBATCH);
    const wrong: readonly [string, ...string[]][] = [
      [`${SLURM}/submit.sh`],
      [`${SLURM}/submit.sh`, "2", "first"],
      [`${SLURM}/submit.sh`, "0", "first", "--strategy"],
      [`${SLURM}/submit.sh`, "two", "first", "--strategy"],
      [`${SLURM}/sweep.sh`, "2", "first"],
      [`${SLURM}/merge.sh`],
    ];
    for (const words of wrong) {
      const { code, out, err } = await runWith(folder, words);
      assertEquals([code, out], [2, ""], words.join(" "));
      assert(/^[a-z]+\.sh: expected [^\n]+\n$/.test(err), err);
    }
    const alone = await runWith(folder, [`${SLURM}/sweep.sh`, "2", "first", "--strategy"]);
    assert(alone.code !== 0 && /expected to run as a task of an array job/.test(alone.err), alone.err);
    assertEquals(await filesIn(folder), ["bin/kalshi-live", "bin/sbatch"]);
  });
});
