import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { listSamples } from '../../main/installation.ts';
import { updateMetadata } from '../../main/exchange/download/metadataFile.ts';
import { openServices, type Services } from '../../main/services.ts';
import { forkWorker } from '../../main/workers/client.ts';
import { createRandom, type Random } from '../../shared/random.ts';
import { typeOver } from '../support/labels.ts';
import { sidecarsOfOthers, twice } from '../support/sidecarForms.ts';
import { photosOf } from './restart.ts';

/** What `otherPrograms.ts` says that it did. */
const writtenSchema = z.object({
  sidecars: z.array(z.tuple([z.string(), z.string()])),
  files: z.array(z.tuple([z.string(), z.string()])),
  lines: z.array(z.string()),
  lost: z.array(z.string()),
});

export interface NeighboursOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * Keeps notes and sidecars in folders of a person with files of others, links, also of folders, pipes, odd names, attributes and
 * owners, while other programs, a person who renames folders and another machine write there, a `metadata.toml` is updated and words
 * are edited. @returns the number of problems: bytes that are not of Inkdex and changed, words of others that
 * are gone, files that Inkdex left
 */
export async function tortureNeighbours({ minutes, seed, signal }: NeighboursOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-neighbours-'));
  const [gallery, vault, outside] = ['gallery', 'vault', 'outside'].map((name) => join(folder, name));
  if (gallery === undefined || vault === undefined || outside === undefined) return 1;
  const random = createRandom(seed);
  await fill(gallery, vault, outside);
  const before = stateOf(folder);
  const attributes = attributesOf(gallery);
  const services = await openServices({
    library: join(folder, 'library'),
    announce: () => undefined,
    spawn: (kind) => forkWorker(kind),
  });
  services.start();
  try {
    const { id } = await services.library.importPaths({ paths: [gallery], read: true });
    await services.jobs.finished(id);
    await services.library.calls.setNotesFolder({ path: vault });
    await services.library.calls.setSidecars({ all: true, path: null });
    const others = spawn(
      process.execPath,
      [join(import.meta.dirname, 'otherPrograms.ts'), gallery, vault, String(minutes * 60)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    signal.addEventListener('abort', () => others.kill());
    let said = '';
    others.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ended = once(others, 'close');
    const machine = spawn(
      process.execPath,
      [join(import.meta.dirname, 'otherMachine.ts'), String(minutes * 60), gallery, vault],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    signal.addEventListener('abort', () => machine.kill());
    let found = '';
    machine.stdout.on('data', (chunk: Buffer) => {
      found += chunk.toString();
    });
    const machineEnded = once(machine, 'close');
    let edits = 0;
    for (; others.exitCode === null && others.signalCode === null; edits += 1) {
      await editOnce(services, edits, random);
      writeFileSync(join(gallery, 'data.zip'), String(edits));
      await updateMetadata(join(gallery, 'metadata.toml'), signal);
    }
    await Promise.all([ended, machineEnded]);
    // What others wrote last, and what was edited last, is taken in.
    for (let turn = 0; turn < 3; turn += 1) {
      await services.library.followers.sidecars.writeNow(signal);
      // Where the list of notes was changed last, the next turn begins anew.
      await services.library.followers.notes.writeNow(signal).catch(() => undefined);
    }
    const written = writtenSchema.parse(JSON.parse(said));
    console.log(
      `${String(edits)} edits; others wrote ${String(written.sidecars.length)} sidecars, ${String(written.files.length)} files, ${String(written.lines.length)} lines in notes`,
    );
    const problems = [
      ...written.lost.map((what) => `lost while they were writing: ${what}`),
      ...changedSince(before, stateOf(folder), written),
      ...lostWords(gallery, vault, written),
      ...z.array(z.string()).parse(JSON.parse(found)),
      ...lostAttributes(attributes, attributesOf(gallery)),
      ...metadataProblems(gallery),
    ];
    for (const problem of problems) console.log(problem);
    return problems.length;
  } finally {
    await services.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Photos of ours, and around them what other programs and strangers may have put there. */
async function fill(gallery: string, vault: string, outside: string): Promise<void> {
  for (const path of [
    gallery,
    outside,
    ...['pictures', 'inkdex-pictures', 'moved'].map((name) => join(vault, name)),
  ]) {
    mkdirSync(path, { recursive: true });
  }
  const forms = Object.values(sidecarsOfOthers);
  const names = forms
    .map((_, index) => `ours ${String(index)}`)
    .concat('ours é ☕', 'ours %20 #1 [x]', 'ours "q"');
  for (const [index, name] of names.entries()) {
    const sample = listSamples()[index % listSamples().length];
    const exif = { IFD0: { ImageDescription: name } };
    const picture = await sharp(sample).resize(320).withExif(exif).jpeg().toBuffer();
    writeFileSync(join(gallery, `${name}.jpg`), picture);
    const form = forms[index];
    if (form !== undefined) writeFileSync(join(gallery, `${name}.jpg.xmp`), form[0]);
    // Names that notes and their pictures would take.
    if (index % 3 === 0) writeFileSync(join(vault, `${name.toUpperCase()}.MD`), `mine ${name}`);
    if (index % 4 === 0) writeFileSync(join(vault, 'inkdex-pictures', `${name}.jpg`), `mine ${name}`);
    writeFileSync(join(vault, 'pictures', `${name}.jpg`), `mine ${name}`);
  }
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(outside, 'diary.md'), 'diary');
  for (const [place, target] of [
    [join(gallery, 'ours é ☕.jpg.xmp'), 'secret.txt'],
    [join(gallery, 'ours "q".jpg.xmp.partial'), 'secret.txt'],
    [join(vault, 'ours 1.md'), 'diary.md'],
    [join(vault, 'ours 2.md.partial'), 'diary.md'],
  ] as const) {
    rmSync(place, { force: true });
    symlinkSync(join(outside, target), place);
  }
  symlinkSync(outside, join(vault, 'elsewhere'));
  writeFileSync(join(gallery, 'metadata.toml'), metadataOf('0'.repeat(64)), 'latin1');
  writeFileSync(join(gallery, 'data.zip'), '');
  symlinkSync(join(outside, 'secret.txt'), join(gallery, 'metadata.toml.partial'));
  // Owners and attributes, where this machine lets us give them, and a file that may only be read.
  for (const [index] of forms.entries()) {
    const path = join(gallery, `ours ${String(index)}.jpg.xmp`);
    if (process.geteuid?.() === 0) chownSync(path, 1000 + index, 2000 + index);
    spawnSync('python3', ['-c', 'import os, sys; os.setxattr(sys.argv[1], "user.comment", b"mine")', path]);
  }
  execFileSync('mkfifo', [join(gallery, 'ours %20 #1 [x].jpg.xmp'), join(vault, 'pipe.md')]);
}

/** In Latin-1, as a person may have saved it. */
function metadataOf(sha256: string): string {
  return `# J\u00fcrgen\nfilename = "data.zip"\nsha256 = "${sha256}"\nurl = "https://example.org/data.zip"\n`;
}

function metadataProblems(gallery: string): string[] {
  const text = readFileSync(join(gallery, 'metadata.toml'), 'latin1');
  const sha256 = /[0-9a-f]{64}/u.exec(text)?.[0] ?? '';
  return text === metadataOf(sha256) ? [] : ['metadata.toml has other bytes'];
}

/** Owner and extended attributes of each sidecar, by its path. */
function attributesOf(gallery: string): ReadonlyMap<string, string> {
  const paths = readdirSync(gallery)
    .filter((name) => /^ours \d+\.jpg\.xmp$/u.test(name))
    .map((name) => join(gallery, name));
  const script =
    'import os, sys\nfor p in sys.argv[1:]: print({n: os.getxattr(p, n) for n in os.listxattr(p)})';
  const lines = spawnSync('python3', ['-c', script, ...paths], { encoding: 'utf8' }).stdout.split('\n');
  return new Map(
    paths.map((path, index) => {
      const { uid, gid } = lstatSync(path);
      return [path, `${String(uid)}:${String(gid)} ${lines[index] ?? ''}`];
    }),
  );
}

/** Other programs write some sidecars anew, without attributes: then none can be lost. */
function lostAttributes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const anew = `${String(process.geteuid?.())}:${String(process.getegid?.())} {}`;
  return [...after].flatMap(([path, now]) =>
    now === before.get(path) || now === anew
      ? []
      : [`${path}: ${now} in place of ${String(before.get(path))}`],
  );
}

async function editOnce({ labels, library }: Services, round: number, random: Random): Promise<void> {
  const [photo] = photosOfGallery(library, random);
  if (photo !== undefined && random.chance(0.05)) {
    await library.calls.removePhotos({ photos: [photo] });
  } else if (random.chance(0.1)) {
    const { photos } = library.calls.listRemoved({ offset: 0, limit: 1 });
    if (photos[0] !== undefined) await library.calls.restorePhotos({ photos: [photos[0].id] });
  } else if (photo !== undefined) {
    const { words } = labels.calls.getLabels({ photo });
    if (words.length > 0) typeOver(labels, photo, `word${String(round)}`, random.pick(words));
  }
  await new Promise((resolve) => setTimeout(resolve, random.integer(20, 300)));
}

function photosOfGallery(library: Services['library'], random: Random) {
  const photos = photosOf({ library } as Services).map(({ id }) => id);
  return photos.length === 0 ? [] : [random.pick(photos)];
}

type State = ReadonlyMap<string, string>;

/** What each file, link and pipe is, by its path; not those of the library. */
function stateOf(folder: string): State {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  const own = paths.filter((path) => !path.startsWith(join(folder, 'library')));
  return new Map(
    own.map((path) => {
      const found = lstatSync(path);
      if (found.isSymbolicLink()) return [path, `link to ${readlinkSync(path)}`];
      return [path, found.isFile() ? readFileSync(path, 'hex') : 'pipe'];
    }),
  );
}

/** Files that are neither as they were, nor as others left them, nor of Inkdex. */
function changedSince(before: State, after: State, written: z.infer<typeof writtenSchema>): string[] {
  const files = new Map(written.files);
  const isSidecar = (path: string): boolean => /\/gallery\/ours [^/]*\.xmp$/u.test(path);
  const isOurs = (path: string, state: string): boolean =>
    /\/(?:machine-\d+-\d+\.txt|metadata\.toml|data\.zip)$/u.test(path) ||
    (isSidecar(path) && state !== 'pipe' && !state.startsWith('link')) ||
    /\/vault\/\.inkdex-notes(?:\.json|\/[^/]+\.md)$/u.test(path) ||
    (/\/vault\/inkdex-pictures\/[^/]+\.jpg$/u.test(path) && !before.has(path)) ||
    (/\/vault\/.*\.md$/u.test(path) && Buffer.from(state, 'hex').includes('sha256'));
  const wrong: string[] = [];
  for (const [path, state] of after) {
    const expected = files.get(path) ?? before.get(path);
    if (state !== expected && !isOurs(path, state))
      wrong.push(`${path} is ${expected === undefined ? 'new' : 'changed'}`);
  }
  for (const path of before.keys()) {
    if (!after.has(path) && !isSidecar(path)) wrong.push(`${path} is gone`);
  }
  return wrong;
}

/** What others wrote into files that Inkdex writes, too. */
function lostWords(gallery: string, vault: string, written: z.infer<typeof writtenSchema>): string[] {
  const lost = written.sidecars.flatMap(([path, label]) =>
    existsSync(path) && readFileSync(path, 'utf8').includes(`xmp:Label="${label}"`)
      ? []
      : [`${path}: ${label} is gone`],
  );
  const forms = Object.values(sidecarsOfOthers).flatMap(([, value], index) => {
    const path = join(gallery, `ours ${String(index)}.jpg.xmp`);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    // A label is what the others write anew.
    const isThere = text.includes(value) || value === 'blue';
    return isThere && twice(text).length === 0 ? [] : [`${path}: ${value}, ${twice(text).join(', ')} twice`];
  });
  const notes = readdirSync(vault, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
  return [
    ...lost,
    ...forms,
    ...written.lines.filter((line) => !notes.includes(line)).map((line) => `${line} is gone`),
  ];
}
