import type { DatasetParts } from './parts.ts';
import { dirname } from 'node:path';
import type { FilesToRead, ImportDataset, TakenIn } from '../../shared/contract/datasetWork.ts';
import { chosenName, type ExchangeFormat, type IncomingRecord } from '../exchange/exchangeFormat.ts';
import { InkdexError } from '../../shared/result.ts';
import { pathKind } from '../files/pathKind.ts';
import { withScratch } from './files.ts';
import { prepareDataset, type NewContents } from './prepareDataset.ts';
import { ingest } from './ingest.ts';
import type { PreparedWork, WorkOptions } from '../jobs/steps.ts';

/** Number of image sizes to cache while a format's files are read. */
const sizesRemembered = 4096;

/**
 * Imports files of a format into a dataset.
 * @throws InkdexError `bad-arguments` for an unknown format or recipe, `file-missing`, `data-invalid` with file and
 * line
 */
export async function importDataset(
  {
    db,
    reader,
    locks,
    folders,
    formats,
  }: Pick<DatasetParts, 'db' | 'reader' | 'locks' | 'folders' | 'formats'>,
  ask: ImportDataset,
  options: WorkOptions,
): Promise<PreparedWork<TakenIn>> {
  const { recipe, imagesIn, recordsIn } = readerOf({ reader, formats }, ask, options.signal);
  const contentsIn = (root: string): NewContents => ({
    name: () => ask.name,
    mode: ask.mode,
    splitRule: ask.splitRule,
    licence: ask.licence,
    origin: { kind: 'import', format: ask.format, recipe, path: ask.path },
    models: () => [],
    fill: (set, rule) =>
      withScratch(folders, (scratch) => {
        const source = { kind: 'import', name: ask.format } as const;
        const isAssigned = rule.kind !== 'given';
        const request = { set, within: [root, scratch], isAssigned, source, keepGood: ask.keepGood };
        return ingest({ db, reader, folders }, recordsIn(scratch), request, options);
      }),
  });
  try {
    const root = await folderOf(ask.path, imagesIn);
    return await prepareDataset(db, locks, contentsIn(root), options);
  } catch (thrown) {
    throw await withLikelierFormat(thrown, formats, ask);
  }
}

/** From here on, files are probably of a format. */
const likely = 0.7;

/** Files that cannot be read in a format may clearly be of another one: names it. */
export async function withLikelierFormat(
  thrown: unknown,
  formats: readonly ExchangeFormat[],
  { path, format: chosen }: Pick<ImportDataset, 'path' | 'format'>,
): Promise<unknown> {
  if (!(thrown instanceof InkdexError) || thrown.code !== 'data-invalid') return thrown;
  const guesses = await Promise.all(
    formats.map(async ({ name, title, read, recognise }) => {
      const likelihood = read === null ? 0 : await recognise(path).catch(() => 0);
      return { name, title, likelihood };
    }),
  );
  const least = Math.max(likely, guesses.find(({ name }) => name === chosen)?.likelihood ?? 0);
  const [best] = guesses
    .filter(({ name, likelihood }) => name !== chosen && likelihood >= least)
    .toSorted((a, b) => b.likelihood - a.likelihood);
  if (best === undefined || thrown.message.includes(`format ${best.name}`)) return thrown;
  return new InkdexError(
    thrown.code,
    `${thrown.message} It looks like ${best.title}: import it in the format ${best.name}.`,
    { cause: thrown },
  );
}

/** @throws InkdexError `bad-arguments`, listing the known ones */
export function readerOf(
  { reader, formats }: Pick<DatasetParts, 'reader' | 'formats'>,
  { path, format: name, recipe: asked, columns }: FilesToRead,
  signal: AbortSignal,
): {
  readonly recipe: string;
  readonly imagesIn: ExchangeFormat['folderOf'];
  /** @param scratch an empty folder for images that stand in no file of their own */
  readonly recordsIn: (scratch: string) => AsyncIterable<IncomingRecord>;
} {
  const readable = formats.filter(({ read }) => read !== null);
  const format = readable.find((each) => each.name === name);
  const read = format?.read;
  if (format === undefined || read == null) {
    const names = readable.map((each) => each.name).join(', ');
    throw new InkdexError('bad-arguments', `Unknown import format "${name}". Choose one of: ${names}.`);
  }
  const recipe = chosenName(format, 'recipe', asked);
  const recordsIn = (scratch: string) =>
    read(path, {
      recipe,
      ...(columns === null ? {} : { columns }),
      imageSize: rememberSizes((image) => reader.call('imageSize', { path: image }, { signal })),
      scratch,
      signal,
    });
  return { recipe, imagesIn: format.folderOf, recordsIn };
}

/**
 * The folder that images must be in: the imported folder, the folder of the imported file, or the one the format
 * names.
 */
async function folderOf(path: string, imagesIn: ExchangeFormat['folderOf']): Promise<string> {
  const isFolder = (await pathKind(path)) === 'folder';
  return (await imagesIn?.(path)) ?? (isFolder ? path : dirname(path));
}

type SizeOf = (path: string) => Promise<{ readonly width: number; readonly height: number }>;

function rememberSizes(sizeOf: SizeOf): SizeOf {
  const known = new Map<string, ReturnType<SizeOf>>();
  return (path) => {
    let size = known.get(path);
    if (size === undefined) {
      if (known.size > sizesRemembered) known.clear();
      size = sizeOf(path);
      known.set(path, size);
    }
    return size;
  };
}
