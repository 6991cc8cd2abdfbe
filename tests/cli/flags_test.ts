import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { CliError, EXIT_USAGE } from "../../src/cli/program.ts";
import { type CommandSpec, Flags, helpText, parseFlags } from "../../src/cli/flags.ts";
import { distance } from "../../src/lib/nearest.ts";

const SPEC: CommandSpec = {
  name: "try",
  words: "WORD…",
  summary: "For tests.",
  flags: [
    { name: "plain", kind: "switch", help: "lines" },
    { name: "record", kind: "switch", help: "keep it" },
    { name: "speed", kind: "text", value: "N", help: "pace" },
    { name: "seed", kind: "text", value: "N", help: "which" },
    { name: "seconds", kind: "text", value: "N", help: "how long" },
    { name: "latency", kind: "text", value: "TIME", help: "delay" },
    { name: "model", kind: "text", value: "a|b", help: "which one" },
    { name: "strategy", kind: "list", value: "NAME", help: "what to run" },
  ],
  examples: ["kalshi-live try X"],
};

function parse(...argv: string[]): Flags {
  return parseFlags(SPEC, argv);
}

/** The message of a usage error. */
function refusal(body: () => unknown): string {
  const error = assertThrows(body, CliError);
  assertEquals(error.exitCode, EXIT_USAGE);
  assert(!error.message.includes("\n"), error.message);
  return error.message;
}

Deno.test("words, texts, lists and switches are told apart, with a space or an equals sign", () => {
  const flags = parse("one", "--speed", "5", "--strategy=a", "two", "--plain", "--strategy", "b", "007");
  assertEquals(flags.words, ["one", "two", "007"]);
  assertEquals(flags.text("speed"), "5");
  assertEquals(flags.list("strategy"), ["a", "b"]);
  assertEquals(flags.switch("plain"), true);
  assertEquals(flags.text("seed"), undefined);
  assertEquals(flags.list("nothing"), []);
});

Deno.test("a switch that was not named is undefined, --no-NAME is false", () => {
  assertEquals(parse("x").switch("record"), undefined);
  assertEquals(parse("--record").switch("record"), true);
  assertEquals(parse("--no-record").switch("record"), false);
  assertEquals(parse("--no-record", "--plain").switch("plain"), true);
});

Deno.test("a word after a switch is a word, not the switch's value", () => {
  const flags = parse("--plain", "KXNBAGAME-26NOV22LALBOS");
  assertEquals([flags.words, flags.switch("plain")], [["KXNBAGAME-26NOV22LALBOS"], true]);
});

for (
  const [argv, message] of [
    [["--sped", "5"], /^Cannot use --sped: no such flag, did you mean --speed\?$/],
    [["--sed", "5"], /did you mean --seed\?$/],
    [["--recrd"], /did you mean --record\?$/],
    [["--no-recrd"], /did you mean --(no-)?record\?$/],
    [["--wholly-other=5"], /^Cannot use --wholly-other: no such flag, see kalshi-live try --help$/],
    [["-x"], /^Cannot use -x: no such flag/],
    [["--speed", "1", "--speed", "2"], /^Cannot use --speed twice: expected it once$/],
    [["--speed=1", "--speed=1"], /^Cannot use --speed twice: expected it once$/],
    [["--plain=maybe"], /^Cannot use --plain=maybe: --plain takes no value$/],
  ] as const
) {
  Deno.test(`flags ${argv.join(" ")} are refused`, () => {
    assert(message.test(refusal(() => parse(...argv))), refusal(() => parse(...argv)));
  });
}

Deno.test("a flag without its value is refused", () => {
  for (const argv of [["--speed"], ["--speed="], ["--speed", "--plain"]]) {
    assertEquals(
      refusal(() => parse(...argv).text("speed")),
      "Cannot use --speed: expected a value, was nothing",
    );
  }
});

Deno.test("a flag that may be repeated is refused without its value, too", () => {
  for (const argv of [["--strategy"], ["--strategy="], ["--strategy", "--plain"], ["--strategy", ""]]) {
    assertEquals(
      refusal(() => parse(...argv).list("strategy")),
      "Cannot use --strategy: expected a value, was nothing",
    );
  }
});

Deno.test("numbers are decimal numbers between their bounds", () => {
  const read = (text: string, whole = false) =>
    parse(`--speed=${text}`).number("speed", { min: 0.5, max: 100, whole });
  for (const [text, value] of [["1", 1], ["0.5", 0.5], ["1e2", 100], ["+7.", 7], [".75", 0.75]] as const) {
    assertEquals(read(text), value);
  }
  for (
    const text of [
      "0.49",
      "100.01",
      "-1",
      "NaN",
      "Infinity",
      "0x10",
      "1,000",
      "1_0",
      "five",
      " 5",
      "5 ",
      "1e999",
    ]
  ) {
    assertEquals(
      refusal(() => read(text)),
      `Cannot use --speed: expected a number in 0.5…100, was "${text}"`,
    );
  }
  assertEquals(read("42", true), 42);
  assertEquals(
    refusal(() => read("1.5", true)),
    'Cannot use --speed: expected a whole number in 0.5…100, was "1.5"',
  );
});

Deno.test("durations carry a unit, a bare number counts milliseconds", () => {
  const read = (text: string) => parse(`--latency=${text}`).duration("latency", 60_000);
  const good = [["50ms", 50], ["50", 50], ["2s", 2_000], ["1m", 60_000], ["1.5s", 1_500], ["0", 0]] as const;
  for (const [text, value] of good) assertEquals(read(text), value);
  for (const text of ["61s", "1.1m", "1h", "-5ms", "5 ms", "ms", "5x", "5S", "1e3", "Infinity"]) {
    const message = refusal(() => read(text));
    assert(
      message.startsWith("Cannot use --latency: expected a time such as 50ms") && message.includes(text),
      message,
    );
  }
});

Deno.test("choices are told, and nothing else is taken", () => {
  const choices = ["a", "b"] as const;
  assertEquals(parse("--model", "b").choice("model", choices), "b");
  assertEquals(parse().choice("model", choices), undefined);
  const message = 'Cannot use --model: expected one of a, b, was "B"';
  assertEquals(refusal(() => parse("--model", "B").choice("model", choices)), message);
});

Deno.test("any words give flags or a usage error, never another error", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "--plain",
      "--speed",
      "--speed=3",
      "--strategy",
      "--no-record",
      "--",
      "-",
      "__proto__",
      "--__proto__",
      "-_",
      "-_x",
      "--_",
      "--_=3",
      "--no-_",
    ),
  );
  fc.assert(fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
    try {
      assert(parse(...argv) instanceof Flags);
    } catch (error) {
      assert(error instanceof CliError && error.exitCode === EXIT_USAGE, String(error));
    }
  }));
});

Deno.test("distance() counts changed letters, is 0 for the same word and the same both ways", () => {
  assertEquals([distance("seed", "sed"), distance("speed", "sped"), distance("", "abc")], [1, 1, 3]);
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => {
    assertEquals(distance(a, b), distance(b, a));
    assertEquals(distance(a, b) === 0, a === b);
  }));
});

Deno.test("the help text lists every flag, lined up, and the examples", () => {
  assertEquals(
    helpText(SPEC),
    [
      "kalshi-live try WORD…",
      "",
      "  For tests.",
      "",
      "Flags:",
      "  --plain          lines",
      "  --record         keep it",
      "  --speed N        pace",
      "  --seed N         which",
      "  --seconds N      how long",
      "  --latency TIME   delay",
      "  --model a|b      which one",
      "  --strategy NAME  what to run (repeatable)",
      "",
      "Examples:",
      "  kalshi-live try X",
    ].join("\n"),
  );
});

Deno.test("named() tells which flags were written, and not which only have a default", () => {
  const spec: CommandSpec = {
    name: "x",
    words: "",
    summary: "",
    flags: [
      { name: "json", kind: "switch", help: "" },
      { name: "tape", kind: "switch", help: "" },
      { name: "out", kind: "text", help: "" },
      { name: "strategy", kind: "list", help: "" },
    ],
    examples: [],
  };
  assertEquals(parseFlags(spec, []).named(), []);
  assertEquals(parseFlags(spec, ["--no-tape", "--out", "a", "word"]).named().toSorted(), ["out", "tape"]);
  assertEquals(parseFlags(spec, ["--strategy=a", "--strategy", "b"]).named(), ["strategy"]);
});
