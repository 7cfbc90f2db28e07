import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { documentsWithFigures, withFigures } from './bench/report/documentTables.ts';
import { whenMeasured } from './bench/report/resultFigures.ts';
import { allResults, shippedModels, takesHours, withoutModels } from './bench/report/results.ts';
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

/** Dated sections of the changelog: a new version adds its line here, and the others stay. */
const datedSections: Readonly<Record<string, string>> = {
  '0.3.0': 'ce5b14ccc5debc90',
  '0.2.0': '03917d5e0f753d0b',
  '0.1.0': '878e1632ad64901c',
};

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
  const documents = globSync(['*.md', '{main,pretraining,renderer,resources,shared,test}/**/*.md'], {
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

describe('A comment', () => {
  const sources = globSync('{main,pretraining,renderer,resources/build,shared,test}/**/*.{ts,tsx}', {
    cwd: root,
    exclude: ['**/node_modules/**'],
  });
  const places = [
    ...sources,
    ...globSync(['*.md', '*.config.ts', '{main,pretraining,resources,test}/**/*.{md,py,sh}'], {
      cwd: root,
      exclude: ['**/node_modules/**'],
    }),
  ];
  /** Files to which a comment may send, by name or by the end of their path. */
  const named = (name: string): string[] =>
    places.filter((file) => file === name || file.endsWith(`/${name}`));
  const comments = sources.flatMap((file) =>
    [...read(file).matchAll(/\/\*\*?.*?\*\/|\/\/[^\n]*/gsu)].map(([text]) => ({
      file,
      text: text.replace(/\n\s*\*?\s*/gu, ' '),
    })),
  );

  it('sends only to files that exist, and to sections that they have', () => {
    expect(comments.length).toBeGreaterThan(3000);
    const wrong = comments.flatMap(({ file, text }) =>
      [...text.matchAll(/([\w/-]*\b[A-Z]{4,}\.md)(?:`?, "([^"]+)")?/gu)].flatMap(
        ([found, name = '', section]) => {
          const headings = named(name).flatMap((document) =>
            [...read(document).matchAll(/^#+ (.+)$/gmu)].map(([, each]) => each),
          );
          const isThere = section === undefined ? named(name).length > 0 : headings.includes(section);
          // Long documents of figures: without a section nobody finds the figure, and nobody notices that it has moved.
          const needsSection =
            /(?:BENCHMARKS|NOTEBOOK|HISTORY)\.md$/u.test(name) && !file.startsWith('test/');
          return isThere && !(needsSection && section === undefined) ? [] : [`${file}: ${found}`];
        },
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('names only source files that exist', () => {
    const wrong = comments.flatMap(({ file, text }) =>
      [...text.matchAll(/(?<![\w./:-])(\w[\w/.-]*\.tsx?)\b/gu)]
        .map(([, name = '']) => name)
        .filter((name) => named(name).length === 0)
        .map((name) => `${file}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('Figures', () => {
  const results = allResults();
  const plain = (text: string): string => text.replace(/[ \t]+/gu, ' ').replace(/-{3,}/gu, '---');

  it.each(documentsWithFigures)('of %s are those of the last measurements', (name) => {
    const document = read(name);
    expect(plain(withFigures(document, results))).toBe(plain(document));
    expect(document).toMatch(/<!-- (?:table|figure|result) /u);
  });

  it('change where a digit is changed by hand, and stay without marks', () => {
    const changed = read('README.md').replace(/\*\*\.\d+\*\*/u, '**.999**');
    expect(plain(withFigures(changed, results))).not.toBe(plain(changed));
    expect(withFigures('| a | .999 |', results)).toBe('| a | .999 |');
    const empty = '<!-- table models -->\n<!-- end -->\n\nText.\n\n<!-- table pages -->\n<!-- end -->\n';
    expect(withFigures(empty, results)).toContain('\n\nText.\n\n');
    expect(() => withFigures('<!-- table none -->\n\n<!-- end -->', results)).toThrow(
      'There is no table "none"',
    );
  });

  it('stand in BENCHMARKS.md only between marks', () => {
    const figures = /(?<![\d.])\.\d{2,}|\d+(?:\.\d+)? (?:ms|s|MB|GiB|photos\/s|words\/s)\b/gu;
    const byHand = (document: string): string[] =>
      document.replaceAll(/<!-- (?:table|figure|result) .*?<!-- end -->/gsu, '').match(figures) ?? [];
    expect(byHand('A board has F1 .915 and takes 520 ms.')).toEqual(['.915', '520 ms']);
    expect(byHand(read('BENCHMARKS.md'))).toEqual([]);
  });

  it('are of the models that are shipped', () => {
    const shipped = shippedModels();
    expect(Object.keys(results)).toContain('measure-pages');
    for (const [name, { models }] of Object.entries(results))
      if (!takesHours.includes(name))
        expect(models, name).toEqual(withoutModels.includes(name) ? {} : shipped);
  });

  it('say which of the models were others', () => {
    const shipped = { ...shippedModels(), 'resources/language/decoder.json': 'new' };
    expect(whenMeasured(results, 'bench-reading', shipped)).toMatch(/, with an earlier `decoder\.json`$/u);
    expect(whenMeasured(results, 'bench-labels', shipped)).toMatch(/, no models$/u);
    expect(whenMeasured(results, 'measure-pages')).not.toContain('earlier');
  });
});

describe('SECURITY.md', () => {
  /** Modules that can open a connection to another machine, and the action of the table that they are for. */
  const connecting: Readonly<Record<string, string>> = {
    'main/app/updates.ts': 'updates (Settings, desktop app)',
    'main/annexes/broker/connection.ts': 'a broker',
    'main/desktop.ts': 'updates (Settings, desktop app)',
    'main/exchange/download/fetchFile.ts': '`npx inkdex dataset download`',
    'main/ml/backends/buildBinding.ts': '`npx inkdex engine install`',
    'main/start.ts': 'first `npm start` with a screen',
  };
  const opens =
    /from 'node:(?:tls|dns(?:\/promises)?)'|import \{[^}]*\b(?:get|request|connect)\b[^}]*\} from '(?:node:(?:net|https?|http2)|@nats-io\/transport-node)'|(?<![.\w])(?:net\.)?fetch\((?!request)|import\('electron-updater'\)|'-m', 'pip'\]/u;

  it('lists each action by which a module connects to another machine, and no other', () => {
    const files = globSync('main/**/*.ts', { cwd: root });
    // `--api-fetch` downloads through `fetchFile.ts`, and the wheels of an engine come by pip.
    const found = files.filter((file) => opens.test(read(file)));
    expect(found.filter((file) => connecting[file] === undefined)).toEqual([]);
    expect(Object.keys(connecting).filter((file) => !found.includes(file))).toEqual([]);
    const [, table = ''] =
      /Only these actions connect to another machine.*?\n\n(.*?)\n\n/su.exec(read('SECURITY.md')) ?? [];
    const actions = [...table.matchAll(/^\| (.+?) +\|/gmu)].map(([, action = '']) => action).slice(2);
    const known = new Set([...Object.values(connecting), '`npm ci`', '`--api-fetch`']);
    expect(new Set(actions)).toEqual(known);
  });
});

describe('The changelog', () => {
  it('has what is not released on top, and no version that was dated is edited any more', () => {
    const sections = read('CHANGELOG.md')
      .split(/^(?=## )/mu)
      .slice(1);
    const [first, ...dated] = sections;
    expect(first?.startsWith('## Unreleased\n')).toBe(true);
    const hashes = dated.map((text) => [
      text.slice(3, text.indexOf(' (')),
      createHash('sha256').update(text.trim()).digest('hex').slice(0, 16),
    ]);
    expect(Object.fromEntries(hashes)).toEqual(datedSections);
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
      const folder = mkdtempSync(join(tmpdir(), 'inkdex-release-'));
      onTestFinished(() => {
        rmSync(folder, { recursive: true });
      });
      mkdirSync(join(folder, '.ci'));
      for (const name of ['.ci/release-notes', 'package.json']) cpSync(join(root, name), join(folder, name));
      const notesOf = (tag: string, unreleased = '') => {
        const changelog = read('CHANGELOG.md').replace(
          /^## Unreleased\n.*?^(?=## )/msu,
          `## Unreleased\n\n${unreleased}\n`,
        );
        writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
        return spawnSync(join(folder, '.ci/release-notes'), [tag], { encoding: 'utf8' });
      };
      const notes = notesOf(`v${manifest.version}`);
      expect(notes).toMatchObject({ status: 0, stderr: '' });
      expect(notes.stdout).toMatch(/^\n?### /u);
      expect(notes.stdout).not.toMatch(/^## /mu);
      expect(notesOf(`v${manifest.version}`, '- One more.')).toMatchObject({ status: 1, stdout: '' });
      const other = notesOf('v0.0.1');
      expect(other).toMatchObject({ status: 1, stdout: '' });
      expect(other.stderr).toContain(`package.json has version ${manifest.version}`);
    },
  );
});
