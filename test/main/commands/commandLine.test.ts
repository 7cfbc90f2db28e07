import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readAppVersion } from '../../../main/installation.ts';
import { inkdex, inkdexProcess, jsonLines, runScript } from '../../support/commandLine.ts';
import { blankPng } from '../../support/images.ts';
import { writePdf } from '../../support/pdf.ts';
import { folderForAll } from '../../support/folders.ts';

const models = join(import.meta.dirname, '../../../resources/models');
const hasModels = existsSync(join(models, 'starter-detector.onnx'));

const folder = folderForAll();
let library: string;
beforeAll(() => {
  library = join(folder, 'library');
  mkdirSync(join(folder, 'photos/deep'), { recursive: true });
  const board = blankPng(320, 200);
  writeFileSync(join(folder, 'photos/board.png'), board);
  writeFileSync(join(folder, 'photos/copy.png'), board);
  writeFileSync(join(folder, 'photos/deep/wall.png'), blankPng(320, 240));
  writeFileSync(join(folder, 'photos/letter.jpg'), 'this is no picture');
  writeFileSync(join(folder, 'photos/Thumbs.db'), '');
  for (const name of ['board', 'copy', 'letter']) writeFileSync(join(folder, `photos/${name}.JSON`), '{}');
});

describe('Wrong usage', () => {
  it.each([
    ['an unknown command', ['serach', 'words']],
    ['no image to read', ['read']],
    ['too many alternatives', ['read', 'a.jpg', '--alternatives', '11']],
    ['a limit that is not a number', ['search', 'word', '--limit', 'many']],
    ['an unknown option', ['photos', '--jsn']],
    ['an unknown engine', ['engine', 'install', 'abacus']],
    ['a language that is not read', ['read', 'a.jpg', '--language', 'swedish']],
    ['a language of single words', ['read', 'a.jpg', '--words', '--language', 'german']],
    ['a model name that leads out of the library', ['read', 'a.jpg', '--model', '../../etc/passwd']],
    ['an unknown option of a search', ['search', 'word', '-not', '--jsn']],
    ['a tag without photos', ['tag', 'add', 'name']],
    ['a saved search without a query', ['saved', 'save', 'name', ' ']],
  ])('%s exits with status 2 and an error on stderr', async (_what, args) => {
    const ended = await inkdex(args, { INKDEX_LIBRARY: library });
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).not.toBe('');
    expect(ended.stderr).not.toContain('    at ');
  });

  it('does not include asking for help or the version', async () => {
    expect(await inkdex(['--version'])).toMatchObject({ status: 0, stdout: `${readAppVersion()}\n` });
    const help = await inkdex(['--help']);
    expect(help.status).toBe(0);
    const commands = 'read import search saved photos models model jobs engine doctor serve app'.split(' ');
    for (const command of commands) expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'mu'));
  });
});

describe('A library by commands', () => {
  it('imports every readable photo, reports the outcome of each file, and exits with status 1', async () => {
    const gone = join(folder, 'gone.jpg');
    const ended = await inkdex([
      'import',
      join(folder, 'photos'),
      gone,
      '--no-read',
      '--json',
      '--library',
      library,
    ]);
    expect(ended.status).toBe(1);
    const byName = new Map(
      jsonLines(ended).map((line) => [String(line.path).slice(folder.length + 1), line]),
    );
    expect([...byName.keys()].sort()).toEqual(
      ['gone.jpg', 'photos/board.png', 'photos/copy.png', 'photos/deep/wall.png', 'photos/letter.jpg'].sort(),
    );
    expect(byName.get('gone.jpg')).toMatchObject({ status: 'failed', error: { code: 'file-missing' } });
    expect(byName.get('photos/letter.jpg')).toMatchObject({ photo: null, status: 'failed' });
    const statuses = ['photos/board.png', 'photos/copy.png'].map((name) => byName.get(name)?.status);
    expect(statuses.sort()).toEqual(['added', 'duplicate']);
    expect(ended.stderr).toContain('gone.jpg');
    expect(ended.stderr).toContain(
      `4 passed over, because they are no photos: 3 .json, ${join(folder, 'photos/Thumbs.db')}.`,
    );
  });

  it('lists photos, failed files and jobs as JSON lines only', async () => {
    const photos = jsonLines(await inkdex(['photos', '--json'], { INKDEX_LIBRARY: library }));
    expect(photos.filter(({ photo }) => photo !== null)).toHaveLength(2);
    expect(photos[0]).toMatchObject({ width: 320, status: 'waiting', words: 0 });
    expect(photos.filter(({ status }) => status === 'failed')).toHaveLength(2);
    const jobs = jsonLines(await inkdex(['jobs', '--json'], { INKDEX_LIBRARY: library }));
    expect(jobs[0]).toMatchObject({ kind: 'import', state: 'done', failed: 2, duplicates: 1 });
  });

  it('finds nothing without failing', async () => {
    const ended = await inkdex(['search', 'zebra', '--json', '--limit', '5', '--library', library]);
    expect(ended).toMatchObject({ status: 0, stdout: '' });
  });

  it('excludes words from a search, wherever they are among its options', async () => {
    for (const [args, found] of [
      [['zebra', '-lion'], '0 photos found'],
      [['-Victor'], '2 photos found'],
      [['-house', '--limit', '1'], '2 photos found'],
      [['zebra', '-b', '--overlooked', '0'], '0 photos found'],
    ] as const) {
      const ended = await inkdex(['search', ...args, '--json', '--library', library]);
      expect(ended.status).toBe(0);
      expect(ended.stderr).toContain(found);
    }
  });

  it('saves a search under a name, changes, lists, runs and removes it', async () => {
    const saved = async (...args: readonly string[]) =>
      await inkdex(['saved', ...args, '--library', library, '--json']);
    expect(jsonLines(await saved('save', 'no zebras', 'zebra'))).toMatchObject([{ photos: 0 }]);
    const [changed] = jsonLines(await saved('save', 'no zebras', '-zebra'));
    expect(changed).toEqual({ id: changed?.id, name: 'no zebras', query: '-zebra', photos: 2 });
    expect(jsonLines(await saved('list'))).toEqual([changed]);
    const found = await saved('run', 'no zebras', '--sort', 'folder');
    expect(jsonLines(found).map(({ path }) => basename(String(path)))).toEqual(
      jsonLines(await inkdex(['search', '-zebra', '--sort', 'folder', '--json', '--library', library])).map(
        ({ path }) => basename(String(path)),
      ),
    );
    expect(found.stderr).toContain('2 photos found');
    expect(await saved('run', 'lions')).toMatchObject({ status: 1, stdout: '' });
    expect(jsonLines(await saved('remove', String(changed?.id)))).toMatchObject([{ name: 'no zebras' }]);
    expect(await saved('list')).toMatchObject({ status: 0, stdout: '' });
  });

  it('fills, renames, searches and deletes an album, and marks favourites', async () => {
    const json = async (...args: readonly string[]) =>
      jsonLines(await inkdex([...args, '--library', library, '--json']));
    const board = join(folder, 'photos/board.png');
    const [added] = await json('album', 'add', 'Walls', board);
    expect(added).toMatchObject({ kind: 'album', name: 'Walls', photos: 1 });
    expect(await json('album', 'add', 'walls', '--search', '-zebra')).toMatchObject([
      { id: added?.id, photos: 2 },
    ]);
    expect(await json('album', 'rename', 'walls', 'Boards')).toEqual([
      { id: added?.id, name: 'Boards', photos: 2 },
    ]);
    expect(await json('search', 'album:boards')).toHaveLength(2);
    expect(await json('favourite', 'add', board)).toMatchObject([{ photos: 1 }]);
    const marked = (await json('photos')).find(({ path }) => basename(String(path)) === 'board.png');
    expect(marked).toMatchObject({ favourite: true, albums: ['Boards'], tags: [] });
    expect(await json('album', 'remove', 'Boards', String(marked?.photo))).toMatchObject([
      { photos: 1, changed: [marked?.photo] },
    ]);
    expect(await json('album', 'delete', 'Boards')).toMatchObject([{ photos: 1 }]);
    const gone = await inkdex(['album', 'delete', 'Boards', '--library', library]);
    expect(gone).toMatchObject({ status: 1, stdout: '' });
    expect(gone.stderr).toContain('There is no album “Boards”.');
  });

  it('searches photos again for overlooked words with --overlooked', async () => {
    const ended = await inkdex(['search', 'zebra', '--overlooked', '5', '--json', '--library', library]);
    expect(ended).toMatchObject({ status: 0, stdout: '' });
    expect(ended.stderr).toContain('2 photos searched again: overlooked words found on 0.');
  });

  it('reports an unknown model', async () => {
    const ended = await inkdex(['model', 'show', 'no-such-model', '--library', library]);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toContain('[model-unknown]');
  });

  it('is not opened if its database file is not a database, and the error says what to do', async () => {
    const other = join(folder, 'damaged');
    mkdirSync(other);
    writeFileSync(
      join(other, 'library.sqlite'),
      'this is no database, but long enough to look at '.repeat(40),
    );
    const ended = await inkdex(['photos', '--json', '--library', other]);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toContain('[library-damaged]');
    expect(ended.stderr).not.toContain('    at ');
  });

  it('ends quietly when the reader of its output closes the pipe, and Node caches the compiled sources for the next start, also those of a worker that is killed', async () => {
    const compiled = join(folder, 'compiled');
    const environment = { INKDEX_LIBRARY: library, NODE_COMPILE_CACHE: compiled };
    const { child, ended } = runScript('cli.ts', ['photos', '--json'], environment);
    child.stdout?.destroy();
    const { status, stderr } = await ended;
    expect(status).toBe(0);
    expect(stderr).not.toContain('EPIPE');
    const alone = readdirSync(compiled, { recursive: true }).length;
    expect(alone).toBeGreaterThan(100);
    writeFileSync(join(folder, 'other.png'), blankPng(310, 200));
    const imported = await inkdexProcess(['import', join(folder, 'other.png'), '--no-read'], environment);
    expect(imported).toMatchObject({ status: 0 });
    expect(readdirSync(compiled, { recursive: true }).length).toBeGreaterThan(alone + 10);
  });
});

describe('Training engines by commands', () => {
  it('are listed on a line each, with the reason if an engine is not available', async () => {
    const ended = await inkdex(['engine', 'list', '--json', '--library', library]);
    const engines = jsonLines(ended);
    expect(engines.map(({ engine }) => engine)).toEqual(['tensorflow', 'webgpu', 'wasm']);
    expect(engines.find(({ engine }) => engine === 'wasm')).toMatchObject({ available: true });
    for (const engine of engines) if (engine.available === false) expect(engine.problem).not.toBe('');
  });
});

describe('The doctor', () => {
  it('repairs a damaged library with --repair, reports it, and says for each check whether it is ok', async () => {
    const damaged = join(folder, 'damaged too');
    mkdirSync(damaged);
    writeFileSync(join(damaged, 'library.sqlite'), 'this is no database, but long enough '.repeat(40));
    const before = await inkdex(['doctor', '--json', '--library', damaged]);
    const after = await inkdex(['doctor', '--repair', '--json', '--library', damaged]);
    expect(jsonLines(before)).toContainEqual(
      expect.objectContaining({
        check: 'library',
        ok: false,
        found: expect.stringContaining('doctor --repair') as string,
      }),
    );
    expect(jsonLines(after)).toContainEqual(
      expect.objectContaining({
        check: 'repair',
        ok: false,
        found: expect.stringContaining('no backup') as string,
      }),
    );
    expect(jsonLines(after)).toContainEqual(
      expect.objectContaining({ check: 'database', ok: true, found: 'no damage found' }),
    );
    const findings = jsonLines(after);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['node', 'pages', 'electron', 'library', 'disk', 'engine wasm']),
    );
    for (const finding of findings) expect(finding).toMatchObject({ ok: expect.any(Boolean) as boolean });
  });
});

describe.skipIf(!hasModels)('Reading by commands (needs resources/models)', () => {
  it('reports a missing file, reads the others with every page of a PDF, exits with status 1, and imports each page as a photo', async () => {
    const [gone, board] = [join(folder, 'gone.jpg'), join(folder, 'photos/board.png')];
    const pdf = await writePdf(join(folder, 'notes.pdf'), 2);
    const ended = await inkdex(['read', gone, board, pdf, '--json', '--library', library]);
    expect(ended.status).toBe(1);
    const [first, second, ...pages] = jsonLines(ended);
    expect(first).toMatchObject({ image: gone, error: { code: 'file-missing' } });
    expect(second).toMatchObject({ image: board, width: 320, height: 200 });
    expect(Object.keys(second ?? {})).toEqual([
      'image',
      'width',
      'height',
      'words',
      'ms',
      'languages',
      'blocks',
    ]);
    expect(pages).toMatchObject([
      { image: pdf, page: 1, width: 300, height: 300 },
      { image: pdf, page: 2, width: 300, height: 300 },
    ]);
    const other = join(folder, 'library of pages');
    const imported = await inkdex(['import', pdf, '--no-read', '--json', '--library', other]);
    expect(jsonLines(imported)).toMatchObject([
      { path: pdf, page: 2, status: 'added' },
      { path: pdf, page: 1, status: 'added' },
    ]);
  });

  it('reads a folder of cropped words without the metadata files of macOS', async () => {
    writeFileSync(join(folder, 'photos/deep/._word.png'), '\0\u{5}\u{16}\u{7}');
    const ended = await inkdex([
      'read',
      '--words',
      join(folder, 'photos/deep'),
      '--json',
      '--library',
      library,
    ]);
    expect(ended.status).toBe(0);
    const [word] = jsonLines(ended);
    expect(Object.keys(word ?? {})).toEqual(['image', 'text', 'confidence', 'alternatives', 'ms']);
  });
});
