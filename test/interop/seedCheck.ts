import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What a line of SEEDS.md asserts beside the text that it prints, and what its check may look at. */
export interface LineCheck {
  /**
   * value: known before the line runs, from the made data, a formula or the text that stands beside it. writer: the data, or what
   * reads the result, is not of Inkdex. change: the result is another one than without the feature. printed: only that something
   * was printed, or nothing that the feature alone gives.
   */
  readonly by: 'value' | 'writer' | 'change' | 'printed';
  /** What it would take for the line to fail, after "fails if". */
  readonly takes: string;
  /** Lines that run before, so that a few lines can run alone. They need others in turn. */
  readonly needs?: readonly string[];
  /** @throws AssertionError */
  readonly holds?: (seen: Seen) => void | Promise<void>;
}

export type LineChecks = Readonly<Record<string, LineCheck>>;

/** What a line left behind. */
export interface Seen {
  /** What it printed, errors included. */
  readonly output: string;
  /** A file in the folder in which the lines run. */
  readonly path: (...names: string[]) => string;
  readonly file: (...names: string[]) => Buffer;
  /** What `inkdex` prints. @throws Error for a failed command */
  readonly inkdex: (...args: string[]) => string;
}

export function createSeen(folder: string, env: NodeJS.ProcessEnv, output: string): Seen {
  const path = (...names: string[]): string => join(folder, ...names);
  const cli = join(import.meta.dirname, '../../main/cli.ts');
  return {
    output,
    path,
    file: (...names) => readFileSync(path(...names)),
    inkdex: (...args) =>
      execFileSync(process.execPath, [cli, ...args], {
        cwd: folder,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: 64 * 1024 ** 2,
      }),
  };
}

const sampleSchema = z.object({
  key: z.string(),
  text: z.string(),
  split: z.string().nullable(),
  level: z.string(),
  quad: z.array(z.tuple([z.number(), z.number()])).nullable(),
  width: z.number(),
  height: z.number(),
});

/** The samples of a dataset, in their order. */
export function samplesOf({ inkdex }: Seen, name: string): z.infer<typeof sampleSchema>[] {
  return jsonLines(inkdex('dataset', 'samples', name, '--json'), sampleSchema);
}

export function textsOf(seen: Seen, name: string): string[] {
  return samplesOf(seen, name).map(({ text }) => text);
}

const scoreSchema = z.object({ cer: z.number(), wer: z.number(), loss: z.number() });
const runSchema = z.object({
  settings: z.record(z.string(), z.unknown()),
  words: z.number(),
  step: z.number(),
  totalSteps: z.number(),
  experiment: z.unknown(),
  points: z.array(z.object({ step: z.number(), loss: z.number(), learningRate: z.number() })),
  evaluations: z.array(z.object({ step: z.number(), heldBack: scoreSchema })),
  result: z.object({ model: z.string() }).nullable(),
});

/** A run with its curves; by default that which the line started last. */
export function runOf({ inkdex, output }: Seen, number?: number): z.infer<typeof runSchema> {
  const run = number ?? Number(Array.from(output.matchAll(/^Run (\d+): /gmu)).at(-1)?.[1]);
  return runSchema.parse(JSON.parse(inkdex('runs', 'show', String(run), '--json')));
}

const modelSchema = z.object({
  parameters: z.number(),
  /** None for a line finder. */
  characters: z
    .string()
    .nullish()
    .transform((text) => text ?? ''),
  reads: z.string(),
  sha256: z.string(),
  base: z.object({ id: z.string() }).nullable(),
});

/** A model; by default that which the line trained last. */
export function modelOf({ inkdex, output }: Seen, id?: string): z.infer<typeof modelSchema> {
  const model = id ?? Array.from(output.matchAll(/^(run-\d+): /gmu)).at(-1)?.[1] ?? 'none';
  return modelSchema.parse(JSON.parse(inkdex('model', 'show', model, '--json')));
}

export function jsonLines<Of>(text: string, schema: z.ZodType<Of>): Of[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)));
}
