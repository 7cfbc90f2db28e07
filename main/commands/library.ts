import { extname, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { isTyped, photoExportFormatSchema, type PhotoExportFormat } from '../../shared/page/exportFormats.ts';
import { longestDisplay, missingText } from '../../shared/contract/photo.ts';
import type { Job } from '../../shared/contract/job.ts';
import { InkdexError } from '../../shared/result.ts';
import { describeWithout } from '../../shared/sidecarText.ts';
import { counted, formatCount } from '../../shared/text.ts';
import { libraryFolder } from '../installation.ts';
import type { FileListener, FileOutcome, LibraryService, Services } from '../services.ts';
import { brokerOf, brokerShape, withBrokerOptions } from './broker.ts';
import {
  cancelled,
  dataCommand,
  note,
  noteFailure,
  optionsOf,
  placeName,
  print,
  printJson,
  following,
  type Listen,
  printRow,
} from './command.ts';
import { importLibrary } from '../store/export/importLibrary.ts';
import { interruptible } from './datasetWork.ts';
import { followJob } from './followJob.ts';
import { argument, flag, option } from './parameters.ts';
import { onLibrary, type CommandTable, type Entry, type Given } from './table.ts';

/** Made by hand: it may name a broker, which is known before the library opens. */
function importCommand(): Command {
  const command = dataCommand('import', 'import photos into the library and read them')
    .argument('[path...]', 'photos, PDFs, and folders with their subfolders')
    .option('--no-read', 'import without reading')
    .option('--only-writing', 'read only photos that have writing by a first look')
    .option('--all-pictures', 'also the other pictures of files with several: bursts, frames of animations')
    .option('--samples', 'also import the sample photos that come with Inkdex');
  withBrokerOptions(command).action(async (paths: string[], _options, given: Command) => {
    const shape = {
      read: z.boolean(),
      allPictures: z.boolean().default(false),
      onlyWriting: z.boolean().default(false),
      samples: z.boolean().default(false),
      ...brokerShape,
    };
    const options = optionsOf(given, shape);
    if (paths.length === 0 && !options.samples) command.error('error: no photo or folder to import');
    const address = brokerOf(options);
    const broker = address === null ? undefined : { ...address, readsHere: true };
    const importEach = async ({ library, jobs }: Services, listen: Listen<'jobChanged'>): Promise<void> => {
      for (const start of importsOf(library, paths, options)) await importAll(jobs, listen, start, options);
    };
    await following(options, 'jobChanged', importEach, broker);
  });
  return command;
}

function importLibraryCommand(): Command {
  return dataCommand('library', 'make a library of an export, in a new folder or an empty library')
    .argument('<folder>', 'folder that `inkdex export library` has written')
    .action(async (source: string, _options, command: Command) => {
      const options = optionsOf(command, {});
      const folder = libraryFolder(options.library);
      const { leftOut, ...report } = await interruptible('files', (work) =>
        importLibrary(resolve(source), folder, work),
      );
      if (leftOut.length > 0)
        note(
          `Left out, because an export must not decide where photos come from and go to: ${leftOut.join(', ')}.`,
        );
      const counts = `${counted(report.photos, 'photo')}, ${counted(report.words, 'word')}`;
      printRow(options.json, report, `${counts} imported into ${folder}`);
    });
}

export const importCommands: CommandTable = {
  import: importCommand,
  'import library': importLibraryCommand,
};

/** Formats of photos with their text: what is written, and where. */
const formats: Readonly<Record<PhotoExportFormat, readonly [description: string, path: string]>> = {
  pdf: ['write photos as one PDF that can be searched', 'new PDF file'],
  'typed-pdf': ['write the typed text of photos as PDF', 'new .pdf file; a folder or .zip file for one each'],
  docx: ['write the typed text of photos for Word', 'new .docx file; a folder or .zip file for one each'],
  markdown: ['write a Markdown file and a picture for each photo', 'new folder, or new .zip file'],
  text: ['write the text of photos', 'new text file'],
  png: [
    'write a picture of each photo, with the hits of --search highlighted',
    'new folder, or new .zip file; for one photo also a .png file',
  ],
};

export const exportCommands: CommandTable = {
  export: 'write the library, or photos with their text',
  'export library': onLibrary(
    'write the whole library to a new folder: JSON Lines, photos, datasets, models',
    {
      path: argument('<folder>', 'new folder'),
      photos: option<boolean>('--no-photos', 'leave the photo files out; their paths and SHA-256 are kept'),
    },
    async ({ library }, { path, photos = true, json }) => {
      const report = await interruptible('files', (work) =>
        library.exporting.exportNow({ path, photos }, work),
      );
      printRow(json, report, `${counted(report.files, 'file')} written to ${resolve(path)}`);
      noteMissing(report.missing);
    },
  ),
  ...Object.fromEntries(
    photoExportFormatSchema.options.map((format) => [`export ${format}`, exportsPhotos(format)]),
  ),
};

function exportsPhotos(format: PhotoExportFormat): Entry {
  const [description, where] = formats[format];
  const takes = {
    path: argument('<path>', where),
    query: option('--search <query>', 'only the likely results of a search; a folder is folder:"notes 2024"'),
  };
  const write = async ({ library }: Services, given: Given<typeof takes> & { pictures: boolean }) => {
    const { path, query, pictures, json } = given;
    const of = query === undefined ? { photos: library.calls.listPhotoIds({ status: null }) } : { query };
    const report = await interruptible('photos', (work) =>
      library.exporting.exportPhotosNow({ of, format, path, pictures }, work),
    );
    printRow(json, report, `${counted(report.photos, 'photo')} written to ${resolve(path)}`);
    noteMissing(report.missing);
    if (report.scaledDown > 0)
      note(`${counted(report.scaledDown, 'photo')} scaled down to ${formatCount(longestDisplay)} pixels.`);
    if (report.unshown > 0)
      note(
        `The PDF has no font for ${counted(report.unshown, 'word')}, which are marked in it. Export them as docx or markdown.`,
      );
  };
  if (!isTyped(format))
    return onLibrary(description, takes, (services, given) => write(services, { ...given, pictures: false }));
  const pictures = flag('--pictures', 'with each photo above its text');
  return onLibrary(description, { ...takes, pictures }, write);
}

function noteMissing(paths: readonly string[]): void {
  for (const path of paths) {
    noteFailure(
      new InkdexError('file-missing', 'The file is missing or has changed, so it is not exported.'),
      path,
    );
  }
}

type StartImport = (onFile: FileListener) => Promise<Job>;

/** What to import: the given paths, and the samples. */
function importsOf(
  library: LibraryService,
  paths: readonly string[],
  { samples, ...asked }: Readonly<Record<'read' | 'allPictures' | 'onlyWriting' | 'samples', boolean>>,
): StartImport[] {
  const request = { ...asked, paths: paths.map((path) => resolve(path)) };
  return [
    ...(paths.length === 0 ? [] : [(onFile: FileListener) => library.importPaths(request, onFile)]),
    ...(samples ? [(onFile: FileListener) => library.importSamples(onFile)] : []),
  ];
}

async function importAll(
  jobs: Services['jobs'],
  listen: Listen<'jobChanged'>,
  start: StartImport,
  { read, json }: { readonly read: boolean; readonly json: boolean },
): Promise<void> {
  let unread = 0;
  const started = await start((outcome) => {
    const { status, words, leftOut, error } = outcome;
    if (status === 'added' && words === undefined && leftOut === undefined && error === undefined)
      unread += 1;
    printOutcome(outcome, json);
  });
  // What happened to each file is printed; lines of progress between them would be too much.
  const ended = await followJob(jobs, listen, started.id, true);
  if (ended === null) return;
  noteEnd(ended);
  notePassedOver(jobs.calls.listPassedOver({ job: started.id }), ended.passedOver);
  if (read && unread > 0) noteFailure(whyUnread(unread, jobs.calls.listJobs()));
}

/** Why imported photos were not read: their reading job failed as a whole, for example without a model. */
function whyUnread(unread: number, jobs: readonly Job[]): InkdexError {
  const reason = jobs.find(({ kind, error }) => kind === 'read' && error !== null)?.error;
  const count = `${counted(unread, 'photo')} imported but not read.`;
  return new InkdexError(
    reason?.code ?? 'internal',
    `${count} ${reason?.message ?? 'Run "inkdex jobs" to see why.'}`,
  );
}

function printOutcome(outcome: FileOutcome, json: boolean): void {
  const { photo, path, page, sha256, status, words, leftOut, missing, pictures, error } = outcome;
  const name = placeName(path, page);
  if (json) {
    // JSON has no keys for what is undefined.
    printJson({ photo, path, page, sha256, status, words, leftOut, missing, pictures, error });
  } else {
    const found = leftOut === true ? 'no writing' : words === undefined ? null : counted(words, 'word');
    print(`${status}\t${name}${found === null ? '' : `\t${found}`}`);
  }
  if (missing !== undefined) note(`${name}: ${missingText(missing)}`);
  if (pictures !== undefined && page === undefined)
    note(`${name}: one of ${pictures} pictures in the file. --all-pictures imports the others, too.`);
  if (error !== undefined) noteFailure(new InkdexError(error.code, error.message), name);
}

function noteEnd({ state, done, failed, duplicates, leftOut, error }: Job): void {
  if (error !== null) noteFailure(new InkdexError(error.code, error.message));
  else if (state === 'cancelled') noteFailure(cancelled());
  note(`${counted(done, 'file')}: ${counted(duplicates, 'duplicate')}, ${formatCount(failed)} failed.`);
  noteLeftOut(leftOut);
}

/** @param photos that an import did not read, because they have no writing by a first look */
export function noteLeftOut(photos: number): void {
  if (photos === 0) return;
  note(
    `${counted(photos, 'photo')} not read: no writing. "inkdex photos --status no-writing" lists them, "inkdex photos read" reads ` +
      'them.',
  );
}

/** More names than a terminal shows at once would hide what happened to the photos. */
const namesShown = 20;

function notePassedOver(paths: readonly string[], count: number): void {
  if (count === 0) return;
  // A folder of another program has a file of its own beside each photo.
  const groups = [...Map.groupBy(paths, (path) => extname(path).toLowerCase())].flatMap(([ending, some]) =>
    some.length > 2 && ending !== ''
      ? [{ name: `${formatCount(some.length)} ${ending}`, files: some.length }]
      : some.map((name) => ({ name, files: 1 })),
  );
  const shown = groups.slice(0, namesShown);
  const others = shown.reduce((left, { files }) => left - files, count);
  const names = shown.map(({ name }) => name).join(', ');
  const more = others > 0 ? ` and ${formatCount(others)} more` : '';
  note(`${formatCount(count)} passed over, because they are no photos: ${names}${more}.`);
}

/** Files outside the library that follow its words. */
export const followerCommands: CommandTable = {
  /** The folder with a Markdown note of every photo. */
  notes: onLibrary(
    'keep a Markdown note of every photo in a folder, for Obsidian, Joplin and others',
    {
      folder: argument<string | undefined>(
        '[folder]',
        'the folder; without it, the notes are brought up to date where they are',
      ),
      stop: flag('--stop', 'keep no notes any more; those that are there stay'),
    },
    async ({ library }, { folder, stop, json }) => {
      if (stop) await library.calls.setNotesFolder({ path: null });
      else if (folder !== undefined) await library.calls.setNotesFolder({ path: resolve(folder) });
      const written = await interruptible('notes', ({ signal }) => library.followers.notes.writeNow(signal));
      const { path, conflicts } = library.calls.notesFolder();
      if (json) printJson({ folder: path, notes: written?.count ?? null, conflicts });
      else if (path === null) {
        print(`No notes are kept.${stop ? ' Those that are there stay.' : ''}`);
      } else print(`${counted(written?.count ?? 0, 'note')} in ${path}`);
      if (conflicts.length > 0)
        note(`Changed in the note and in Inkdex; the lines of the note stayed: ${conflicts.join(', ')}`);
      const { words = 0, edits = [] } = written?.taken ?? {};
      if (words > 0) {
        const names = edits.map(({ photo }) => library.calls.getPhoto({ photo }).photo.path);
        const more = names.length > namesShown ? ` and ${formatCount(names.length - namesShown)} more` : '';
        note(
          `Corrected in notes, and confirmed in Inkdex: ${counted(words, 'word')} of ${counted(names.length, 'photo')} ` +
            `(${names.slice(0, namesShown).join(', ')}${more}). To take those of a photo back: inkdex label undo PHOTO`,
        );
      }
      sayProblem(written);
    },
  ),
  /** An XMP file beside every photo. */
  sidecars: onLibrary(
    'keep the words of photos in XMP files beside them, for digiKam, darktable, Immich and others',
    {
      folder: argument<string | undefined>(
        '[folder]',
        'only photos below it; without it, the sidecars are brought up to date where they are',
      ),
      isAll: flag('--all', 'beside all photos'),
      stop: flag('--stop', 'keep no sidecars any more; those that are there stay'),
    },
    async ({ library }, { folder, isAll, stop, json }) => {
      if (stop) await library.calls.setSidecars({ all: false, path: null });
      else if (isAll) await library.calls.setSidecars({ all: true, path: null });
      else if (folder !== undefined) await library.calls.setSidecars({ all: false, path: resolve(folder) });
      const written = await interruptible('sidecars', ({ signal }) =>
        library.followers.sidecars.writeNow(signal),
      );
      const { all, path } = library.calls.sidecars();
      const { count: sidecars = null, without = null, problem = null } = written ?? {};
      const left = stop ? ' Those that are there stay, with the words that they have.' : '';
      const said =
        sidecars === null ? `No sidecars are kept.${left}` : `${counted(sidecars, 'sidecar')} up to date`;
      printRow(json, { all, folder: path, sidecars, without, problem }, said);
      const lacking = without === null ? null : describeWithout(without);
      if (lacking !== null) note(lacking);
      sayProblem(written);
    },
  ),
};

function sayProblem(written: { readonly problem: string | null } | null): void {
  const problem = written?.problem ?? null;
  if (problem === null) return;
  note(problem);
  process.exitCode = 1;
}
