import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { libraryForms, otherForms } from './bench/shortForms.ts';

const root = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const manifest = z
  .object({ version: z.string(), scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')));

/** Commands that need what a build machine lacks, or that .ci/run runs as they are. */
const exempt = [
  'npm run measure -- pages', // beside RapidOCR and Tesseract: `npm run measure` alone is run
  'npm run bench -- training --against keras',
  'npm run bench -- gallery', // a mirror of the repositories of pretraining/kinds
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
    const known = [...[...libraryForms, ...otherForms].map((form) => form.named), ...exempt];
    const unknown = named.filter(
      (command) =>
        !known.some(
          (form) => form === command || form.startsWith(`${command} `) || command.startsWith(`${form} `),
        ),
    );
    expect(unknown).toEqual([]);
  });

  it('name only scripts that package.json has', () => {
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

describe('Every document', () => {
  const documents = globSync(['*.md', '{main,renderer,resources,shared,test}/**/*.md'], {
    cwd: root,
    exclude: ['**/node_modules/**'],
  });

  it('has no marks of an unfinished merge, also as the formatter writes them', () => {
    expect(documents).toContain('README.md');
    const marks = /^\s*(?:<{7} |\\?={7}$|>{7} |(?:> ){6})/mu;
    expect(['<<<<<<< HEAD', '  \\=======', '> > > > > > > w57'].filter((line) => !marks.test(line))).toEqual(
      [],
    );
    expect(documents.filter((name) => marks.test(read(name)))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const broken = documents.flatMap((name) =>
      [...read(name).matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/gu)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(root, dirname(name), target)))
        .map((target) => `${name}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('The version', () => {
  it('is the same in package.json and its lock, and the newest one of the changelog', () => {
    const lock = z
      .object({ version: z.string(), packages: z.looseObject({ '': z.object({ version: z.string() }) }) })
      .parse(JSON.parse(read('package-lock.json')));
    expect([lock.version, lock.packages[''].version]).toEqual([manifest.version, manifest.version]);
    const [, newest] = /^## (\S+) \(\d{4}-\d{2}-\d{2}\)$/mu.exec(read('CHANGELOG.md')) ?? [];
    expect(newest).toBe(manifest.version);
  });

  it.skipIf(process.platform === 'win32')(
    'is released by its tag alone, with its section of the changelog',
    () => {
      const notesOf = (tag: string) =>
        spawnSync(join(root, '.ci/release-notes'), [tag], { encoding: 'utf8' });
      const notes = notesOf(`v${manifest.version}`);
      expect(notes).toMatchObject({ status: 0, stderr: '' });
      expect(notes.stdout).toMatch(/^\n?### /u);
      expect(notes.stdout).not.toMatch(/^## /mu);
      const other = notesOf('v0.0.1');
      expect(other).toMatchObject({ status: 1, stdout: '' });
      expect(other.stderr).toContain(`package.json has version ${manifest.version}`);
    },
  );
});
