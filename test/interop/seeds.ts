import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A command of SEEDS.md, with all lines that name it. */
export interface SeedLine {
  readonly names: readonly string[];
  readonly run: string;
  /** What it must print, each somewhere. */
  readonly prints: readonly string[];
}

/** The names of all lines, absent ones as well. */
export function lineNames(): { present: string[]; absent: string[] } {
  const of = (isAbsent: boolean): string[] =>
    rows()
      .filter(({ run }) => (run === 'absent') === isAbsent)
      .map(({ name }) => name);
  return { present: of(false), absent: of(true) };
}

/** Lines that are there, from the top down; those with the same command together. */
export function seedLines(): SeedLine[] {
  const commands = new Map<string, { names: string[]; prints: string[] }>();
  for (const { name, run, then } of rows()) {
    if (run === 'absent') continue;
    const command = run.slice(1, -1).replaceAll('\\|', '|');
    const { names, prints } = commands.get(command) ?? { names: [], prints: [] };
    commands.set(command, { names: [...names, name], prints: [...prints, then.slice(1, -1)] });
  }
  return Array.from(commands, ([run, line]) => ({ run, ...line }));
}

function rows(): { name: string; run: string; then: string }[] {
  const row = /^\| (?<name>[A-D]\d+) \| .+? \| (?<run>`.+`|absent) +\| (?<then>.+?) +\|$/u;
  return readFileSync(join(import.meta.dirname, 'SEEDS.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const { name = '', run = '', then = '' } = row.exec(line.replaceAll(/ {2,}/gu, ' '))?.groups ?? {};
      return name === '' ? [] : [{ name, run, then }];
    });
}
