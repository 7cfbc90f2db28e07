import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { shortForms } from './bench/shortForms.ts';

const root = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

/** Commands that need what a build machine lacks, or that .ci/run runs as they are. */
const exempt = [
  'npm run measure -- pages', // beside RapidOCR and Tesseract: `npm run measure` alone is run
  'npm run bench -- training --against keras',
  'npx inkdex engine install tensorflow',
];

/** The documents whose commands `npm run commands` runs. */
const withCommands = ['README.md', 'BENCHMARKS.md', 'test/bench/NOTEBOOK.md'];

describe('README, BENCHMARKS and their notebook', () => {
  it('name only commands that `npm run commands` runs in a short form', () => {
    const named = withCommands.flatMap((name) =>
      [
        ...read(name).matchAll(/npm run (?:measure|bench)(?: -- [a-z]+)?|npx inkdex [a-z]+(?: [a-z]+)?/gu),
      ].map(([command]) => command),
    );
    expect(named.length).toBeGreaterThan(20);
    const known = [...shortForms.map((form) => form.named), ...exempt];
    const unknown = named.filter(
      (command) =>
        !known.some(
          (form) => form === command || form.startsWith(`${command} `) || command.startsWith(`${form} `),
        ),
    );
    expect(unknown).toEqual([]);
  });

  it('name only scripts that package.json has', () => {
    const manifest = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    const scripts = Object.keys(manifest.scripts);
    const named = [...withCommands, 'CONTRIBUTING.md'].flatMap((name) =>
      [...read(name).matchAll(/npm run ([a-z:0-9]+(?:-[a-z]+)*)/gu)].map(([, script = '']) => script),
    );
    expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
  });

  it('keep the README within 100 lines', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(101);
  });
});
