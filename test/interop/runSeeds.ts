import { runShell } from '../bench/runShell.ts';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createSeen } from './seedCheck.ts';
import { checkOf, linesToRun, neededBy } from './seedChecks/all.ts';
import { mutationsNamed, type Mutation } from './seedMutations.ts';
import { seedSettings } from './seedData.ts';
import { seedLines, type SeedLine } from './seeds.ts';

/**
 * Runs the lines of SEEDS.md in an empty folder. Arguments: none for all; names of lines for these and what they need;
 * `--without FEATURE`, or `all`, to see the lines of a feature fail without it.
 *
 * @returns how many lines did not do what they should
 */
export async function runSeeds(
  folder: string,
  given: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<number> {
  const env = { ...given, ...(await seedSettings(folder)) };
  if (args[0] === '--without') return await withoutFeatures(mutationsNamed(args[1] ?? ''), { folder, env });
  const all = seedLines();
  const lines = args.length === 0 ? all : linesToRun(all, args);
  let failed = 0;
  for (const line of lines) {
    if ((await runAndTell(line, { folder, env })) === null) continue;
    failed += line.names.length;
  }
  tellSum(lines, failed);
  return failed;
}

interface Where {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** @returns why it failed; null if it did not */
async function runAndTell(line: SeedLine, { folder, env }: Where): Promise<string | null> {
  const startedAt = performance.now();
  const { status, reason, output } = await reasonToFail(line, { folder, env });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  process.stdout.write(
    `${reason === null ? 'ok' : 'FAILED'}  ${seconds} s  ${line.names.join(', ')}: ${line.run.slice(0, 100)}\n`,
  );
  for (const name of line.names) {
    const { by, takes } = checkOf(name);
    process.stdout.write(`                ${name}, by ${by}: fails if ${takes}\n`);
  }
  if (reason !== null) process.stdout.write(`${line.run}\n${output}\nexit status ${status}: ${reason}\n`);
  return reason;
}

/** @param broken the environment of the line alone, where a feature is off; its check has it on */
async function reasonToFail(
  { names, run, prints }: SeedLine,
  { folder, env }: Where,
  broken: NodeJS.ProcessEnv = env,
): Promise<{ status: string; reason: string | null; output: string }> {
  const { status, by, output } = await runShell(run, { cwd: folder, env: broken });
  const ended = `${String(status)}${by === null ? '' : `, signal ${by}`}`;
  const failed = (reason: string | null) => ({ status: ended, reason, output });
  if (status !== 0) return failed('the command failed');
  for (const text of prints) if (!output.includes(text)) return failed(`it does not print ${text}`);
  const seen = createSeen(folder, env, output);
  for (const name of names) {
    try {
      await checkOf(name).holds?.(seen);
    } catch (error) {
      return failed(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed(null);
}

/** Each line of a feature runs without it, in a copy of the folder in which what it needs has run, and must fail. */
async function withoutFeatures(mutations: readonly Mutation[], { folder, env }: Where): Promise<number> {
  const all = seedLines();
  const program = pathToFileURL(join(import.meta.dirname, 'withoutFeature.ts')).href;
  const wanted = mutations.flatMap(({ lines }) => lines);
  const needed = neededBy(wanted);
  const copy = `${folder}-without`;
  let passed = 0;
  for (const line of linesToRun(all, wanted)) {
    for (const { feature } of mutations.filter(({ lines }) =>
      lines.some((each) => line.names.includes(each)),
    )) {
      cpSync(folder, copy, { recursive: true });
      const apart = { ...env, INKDEX_LIBRARY: join(copy, 'library') };
      const broken = { ...apart, NODE_OPTIONS: `--import ${program}`, INKDEX_WITHOUT: feature };
      const { status, reason } = await reasonToFail(line, { folder: copy, env: apart }, broken);
      rmSync(copy, { recursive: true, force: true });
      const isSeen = reason !== null && status === '0';
      passed += isSeen ? 0 : 1;
      const said = reason?.split('\n').slice(0, 12).join('\n        ') ?? 'it passes';
      process.stdout.write(
        `${isSeen ? 'fails' : 'FAILED TO FAIL'}  ${line.names.join(', ')} without ${feature}: ${said}\n`,
      );
    }
    if (line.names.some((name) => needed.has(name))) await runAndTell(line, { folder, env });
  }
  process.stdout.write(
    `${mutations.length} features were off; ${passed} lines did not fail.${processorTime()}\n`,
  );
  return passed;
}

function tellSum(lines: readonly SeedLine[], failed: number): void {
  const names = lines.flatMap((line) => line.names);
  const counts = Object.entries(Object.groupBy(names, (name) => checkOf(name).by)).map(
    ([by, those]) => `${those.length} by ${by}`,
  );
  process.stdout.write(
    `${names.length - failed} lines hold, ${failed} failed: ${counts.join(', ')}.${processorTime()}\n`,
  );
}

/** Of the commands that have ended; nothing where the system does not say. */
function processorTime(): string {
  if (process.platform !== 'linux') return '';
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  // Of children, in hundredths of a second: cutime and cstime.
  const minutes = (Number(fields[13]) + Number(fields[14])) / 6000;
  return ` Processor time: ${minutes.toFixed(1)} minutes.`;
}
