import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom, type Random } from '../../shared/random.ts';
import { startScript } from '../support/wholeLines.ts';
import { backupScenario, editScenario, repairScenario } from './edits.ts';
import { freezeScenario } from './freezes.ts';
import { importScenario, readingScenario } from './imports.ts';
import { migrationScenario } from './migrations.ts';
import { examine } from './restart.ts';
import type { Scenario, Work } from './scenario.ts';
import { trainingScenario } from './trainings.ts';

const scenarios: readonly Scenario[] = [
  importScenario,
  readingScenario,
  editScenario,
  freezeScenario,
  trainingScenario,
  migrationScenario,
  backupScenario,
  repairScenario,
];
/** Kills of all scenarios on the same libraries. Then each begins with an empty folder. */
const roundKills = 200;
/** Share of the kills before the first line, while the process starts. */
const earlyShare = 0.1;
const earlyMs = 1_000;
/** Share of the kills after which the library is checked; otherwise the next process finds it as the kill left it. */
const checkedShare = 0.7;

interface Tally {
  kills: number;
  /** Openings of a library by another process after a kill, for a check or to go on. */
  restarts: number;
  confirmed: number;
  problems: number;
  seconds: number;
}

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  /** Only this scenario. */
  readonly only: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Kills processes with SIGKILL at random moments while they import, read, edit, freeze, train, migrate, back up and
 * repair. Prints problems and counts. @returns the number of problems
 */
export async function tortureByKills({ kills, seed, only, signal }: KillOptions): Promise<number> {
  const chosen = scenarios.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0)
    throw new Error(`--only is one of ${scenarios.map(({ name }) => name).join(', ')}.`);
  const share = chosen.reduce((sum, scenario) => sum + scenario.kills, 0);
  const tallies = new Map<string, Tally>();
  const rounds = Math.max(1, Math.round(kills / roundKills));
  for (let round = 0; round < rounds && !signal.aborted; round += 1) {
    for (const scenario of chosen) {
      // Rounded so that all rounds together have its share.
      const upTo = (count: number): number => Math.round((count * kills * scenario.kills) / share / rounds);
      const random = createRandom(seed + round).fork(scenario.name);
      const tally = tallies.get(scenario.name) ?? {
        kills: 0,
        restarts: 0,
        confirmed: 0,
        problems: 0,
        seconds: 0,
      };
      tallies.set(scenario.name, tally);
      await torture(scenario, upTo(round + 1) - upTo(round), { random, tally, signal });
    }
    printTallies(tallies);
  }
  return [...tallies.values()].reduce((sum, { problems }) => sum + problems, 0);
}

interface Torture {
  readonly random: Random;
  readonly tally: Tally;
  readonly signal: AbortSignal;
}

async function torture(scenario: Scenario, kills: number, { random, tally, signal }: Torture): Promise<void> {
  if (kills === 0) return;
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-kills-'));
  mkdirSync(join(folder, 'photos'));
  const first = tally.kills;
  const report = (problems: readonly string[]): void => {
    tally.problems += problems.length;
    for (const problem of problems) console.log(`${scenario.name}, kill ${tally.kills}: ${problem}`);
  };
  try {
    const work = await scenario.open(folder, random);
    // The usual time until the end is measured, and follows the load of the machine.
    let usualMs = (await startAndKill(work, { isEarly: false, afterMs: null })).ms;
    while (tally.kills < first + kills && !signal.aborted) {
      const isEarly = random.chance(earlyShare);
      const afterMs = random.between(0, isEarly ? earlyMs : usualMs);
      const { wasKilled, isOver, ms } = await startAndKill(work, { isEarly, afterMs });
      usualMs = isOver ? usualMs * 0.5 + ms * 0.5 : usualMs * 1.05;
      if (wasKilled) tally.kills += 1;
      tally.restarts += 1;
      if (random.chance(checkedShare)) report(await work.check());
    }
    report(await work.check());
    tally.restarts += 1;
    tally.confirmed += work.confirmed();
    report(await examine(work.library));
  } catch (thrown) {
    report([`stopped: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    tally.seconds += (performance.now() - began) / 1000;
    console.log(`${scenario.name}: ${tally.kills} kills, ${tally.problems} problems`);
  }
}

interface Moment {
  /** Whether it is counted from the start of the process, otherwise from its first line. */
  readonly isEarly: boolean;
  /** Null: after all that the process does, to measure how long that takes. */
  readonly afterMs: number | null;
}

interface Ended {
  readonly wasKilled: boolean;
  /** Whether the process had done everything. */
  readonly isOver: boolean;
  /** From its first line to its end. */
  readonly ms: number;
}

/** Starts the next process, and kills it at a moment, but not later than after its last line. */
async function startAndKill(work: Work, { isEarly, afterMs }: Moment): Promise<Ended> {
  const [script, ...args] = await work.next();
  const first = Promise.withResolvers<number>();
  const last = Promise.withResolvers<undefined>();
  let lines = 0;
  const { child, ended } = startScript(script, args, (line) => {
    lines += 1;
    if (lines === 1) first.resolve(performance.now());
    if (lines === work.lines) last.resolve(undefined);
    work.heard(line);
  });
  if (!isEarly) await Promise.race([first.promise, ended]);
  const waiting = new AbortController();
  const { signal } = waiting;
  const moment = afterMs === null ? [] : [wait(afterMs, undefined, { signal }).catch(() => undefined)];
  await Promise.race([...moment, last.promise, ended]);
  waiting.abort();
  const endedMs = performance.now();
  const isOver = lines === work.lines || child.exitCode !== null;
  child.kill('SIGKILL');
  await ended;
  if (child.exitCode !== null && child.exitCode !== 0)
    throw new Error(`${script} ended with the exit code ${child.exitCode}.`);
  first.resolve(endedMs);
  return { wasKilled: child.signalCode === 'SIGKILL', isOver, ms: endedMs - (await first.promise) };
}

function printTallies(tallies: ReadonlyMap<string, Tally>): void {
  const all = { kills: 0, restarts: 0, confirmed: 0, problems: 0, seconds: 0 };
  for (const tally of tallies.values()) {
    for (const key of Object.keys(all) as (keyof Tally)[]) all[key] += tally[key];
  }
  console.log(['scenario', 'kills', 'restarts', 'confirmed', 'problems', 's'].join('\t'));
  for (const [name, { kills, restarts, confirmed, problems, seconds }] of [
    ...tallies,
    ['all', all] as const,
  ]) {
    console.log([name, kills, restarts, confirmed, problems, Math.round(seconds)].join('\t'));
  }
}
