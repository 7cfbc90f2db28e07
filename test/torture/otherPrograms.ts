import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * What other programs and people do in a gallery and a vault, in a process of its own: ratings in sidecars, photos and files of
 * their own, lines in notes, notes under other names. Its list of what it did is printed at the end.
 */
const [gallery = '', vault = '', seconds = ''] = process.argv.slice(2);

/** By path, what the file must have at the end. */
const written = {
  /** The last label in each sidecar. */
  sidecars: new Map<string, string>(),
  /** All bytes of files that Inkdex has nothing to do with. */
  files: new Map<string, string>(),
  /** Lines of a person, which must stand in some note. */
  lines: [] as string[],
  /** What was not there any more the next time that it was looked for. */
  lost: [] as string[],
};
function pick<Item>(items: readonly Item[]): Item | undefined {
  return items[Math.floor(Math.random() * items.length)];
}

/** Photo programs write a sidecar beside its place and rename it; some write into it. */
function rate(): void {
  const files = readdirSync(gallery, { withFileTypes: true }).filter((entry) => entry.isFile());
  const name = pick(files.map((entry) => entry.name).filter((each) => /^ours.*\.xmp$/u.test(each)));
  if (name === undefined) return;
  const path = join(gallery, name);
  const before = readFileSync(path, 'utf8');
  const known = written.sidecars.get(path);
  if (known !== undefined && !before.includes(`xmp:Label="${known}"`)) written.lost.push(`${path}: ${known}`);
  const label = randomBytes(6).toString('hex');
  const after = /xmp:Label="[^"]*"/u.test(before)
    ? before.replace(/xmp:Label="[^"]*"/u, `xmp:Label="${label}"`)
    : before.replace(
        '</rdf:RDF>',
        `<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Label="${label}"/></rdf:RDF>`,
      );
  if (Math.random() < 0.3) {
    writeFileSync(path, after);
  } else {
    writeFileSync(join(gallery, 'theirs.tmp'), after);
    renameSync(join(gallery, 'theirs.tmp'), path);
  }
  written.sidecars.set(path, label);
}

function writeOwnFile(): void {
  const folder = pick([gallery, vault, join(vault, 'pictures'), join(vault, 'inkdex-pictures')]) ?? gallery;
  const ending = pick(['txt', 'jpg.xmp.partial', 'md.partial', 'MD.bak', 'png~', 'xmp.tmp']) ?? 'txt';
  const path = join(folder, `theirs-${String(Math.floor(Math.random() * 6))}.${ending}`);
  const known = written.files.get(path);
  if (known !== undefined && readFileSync(path, 'hex') !== known) written.lost.push(path);
  const bytes = randomBytes(64);
  writeFileSync(path, bytes);
  written.files.set(path, bytes.toString('hex'));
}

function notes(): string[] {
  // Node enters links of folders; this person does not.
  const found = readdirSync(vault, { recursive: true, withFileTypes: true });
  return found
    .filter(({ parentPath }) => !parentPath.includes('/elsewhere'))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md') && !entry.parentPath.includes('/.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => /^---\n[^]*sha256/u.test(readFileSync(path, 'utf8')));
}

/** As an editor: the whole file is written again. */
function writeLine(): void {
  const path = pick(notes());
  if (path === undefined) return;
  const line = `Mine ${randomBytes(6).toString('hex')}`;
  const before = readFileSync(path, 'utf8');
  writeFileSync(join(dirname(path), '.theirs.tmp'), `${before}\n${line}\n`);
  renameSync(join(dirname(path), '.theirs.tmp'), path);
  written.lines.push(line);
}

function moveNote(): void {
  const path = pick(notes());
  if (path === undefined) return;
  const folder = pick([vault, join(vault, 'moved')]) ?? vault;
  renameSync(path, join(folder, `note ${randomBytes(4).toString('hex')}.md`));
}

/** A person who moves the folder of notes while Inkdex writes, and puts a link to another place there for a moment. */
function swapFolder(): void {
  const [moved, kept] = [join(vault, 'moved'), join(vault, 'kept')];
  renameSync(moved, kept);
  symlinkSync(join(vault, '../outside'), moved);
  const until = performance.now() + 30;
  while (performance.now() < until);
  rmSync(moved);
  renameSync(kept, moved);
}

/** The list of notes comes over a synchronised folder, from whoever writes there. */
function sendElsewhere(): void {
  const list = join(vault, '.inkdex-notes.json');
  const text = readFileSync(list, 'utf8');
  const path = pick(notes());
  if (path === undefined) return;
  const bytes = readFileSync(path);
  const name = `diary ${randomBytes(4).toString('hex')}`;
  const outside = join(vault, '../outside', `${name}.md`);
  // Nothing in the vault is this note any more.
  renameSync(path, outside);
  written.files.set(outside, bytes.toString('hex'));
  const { library, notes: known } = JSON.parse(text) as {
    library: string;
    notes: { name: string; place: string | null }[];
  };
  const stem = basename(path, '.md');
  for (const note of known)
    if (note.name === stem || note.place?.endsWith(stem) === true) note.place = `elsewhere/${name}`;
  writeFileSync(list, JSON.stringify({ library, notes: known }));
}

const end = performance.now() + Number(seconds) * 1000;
while (performance.now() < end) {
  const act =
    pick([
      rate,
      rate,
      rate,
      rate,
      writeOwnFile,
      writeOwnFile,
      writeLine,
      moveNote,
      swapFolder,
      sendElsewhere,
    ]) ?? rate;
  try {
    act();
  } catch (thrown) {
    // A note or a sidecar may be removed with its photo between two looks.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
    rmSync(join(gallery, 'theirs.tmp'), { force: true });
  }
  await wait(20 + Math.random() * 300);
}
process.stdout.write(
  JSON.stringify({
    sidecars: [...written.sidecars],
    files: [...written.files],
    lines: written.lines,
    lost: written.lost,
  }),
);
