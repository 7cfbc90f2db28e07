import type { SampleLabel } from '../../shared/contract/dataset.ts';
import type { TablePreview } from '../../shared/contract/datasetCalls.ts';
import type { MadeBy } from '../../shared/contract/word.ts';
import { InkdexError } from '../../shared/result.ts';

/**
 * What `main/exchange` reads and writes, as datasets see it: each format is one `ExchangeFormat`. Samples
 * stream in both directions, so that ten million lines need no more memory than ten.
 */

/** A labelled thing as a format's files have it, with the image where it lies. */
export interface IncomingSample extends SampleLabel {
  /** Absolute path of the image file, inside the folder imported from or in `ReadOptions.scratch`. */
  readonly path: string;
  /** Who made the text, where the format keeps that (JSON lines); the import itself where it does not. */
  readonly source?: MadeBy;
  /** SHA-256 that the image file must have, where the source says so. */
  readonly sha256?: string;
}

/** What a reader meets, in the files' order. `skipped`: left out by the recipe or unusable, and why. */
export type IncomingRecord =
  /** `place`: its file and line, for messages. A format yields no key twice. */
  | { readonly kind: 'sample'; readonly sample: IncomingSample; readonly place?: string }
  | { readonly kind: 'skipped'; readonly reason: string; readonly place: string }
  /** A record that is wrong, with file and line in its message: fatal unless the person keeps the good ones. */
  | { readonly kind: 'invalid'; readonly message: string };

/** A sample on its way out, with its image's object. */
export interface OutgoingSample extends SampleLabel {
  /** Absolute path of a file with the image's bytes. */
  readonly path: string;
  /** Of the upright image, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Who made the text: kept by the formats that can (JSON lines). */
  readonly source?: MadeBy;
}

/** In the order of their keys. */
export type OutgoingSamples = AsyncIterable<OutgoingSample>;

export interface ReadOptions {
  /** One of the format's recipes; its first where none is given. */
  readonly recipe: string;
  /** Which column holds what, for CSV and TSV whose columns are not known: `SampleLabel`'s field to column. */
  readonly columns?: Readonly<Record<string, string>>;
  /** The size of an image, upright, in pixels: for formats with relative coordinates and to refuse boxes outside. */
  readonly imageSize: (path: string) => Promise<{ readonly width: number; readonly height: number }>;
  /** An empty folder for images that stand in no file of their own (EMNIST); it lives as long as the import. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

export interface ExchangeFormat {
  /** As the command line and the app name it: `iam`, `page-xml`, `coco`. */
  readonly name: string;
  /** For people: "PAGE XML (2013 and 2019)". */
  readonly title: string;
  /** Ways to read it, and what each takes, for people; the first is the default. Most formats have only `plain`. */
  readonly recipes?: Readonly<Record<string, string>>;
  /** What writing in this format loses of a sample, for people; empty when nothing. Null: it cannot be written. */
  readonly losses: readonly string[] | null;
  /** Ways to write it; the first is the default. Most formats have only one and no names for it. */
  readonly variants?: readonly string[];
  /** Whether a path looks like this format, for "drop anything here"; the surest first. 0 to 1. */
  readonly recognise: (path: string) => Promise<number>;
  /** The folder that images of what lies at a path may be in, where that is neither it nor its file's folder. */
  readonly folderOf?: (path: string) => Promise<string>;
  /** The beginning of what lies at a path, for formats whose columns a person may map. */
  readonly previewTable?: (path: string) => Promise<TablePreview>;
  /** Null: it cannot be read. */
  readonly read: ((path: string, options: ReadOptions) => AsyncIterable<IncomingRecord>) | null;
  /**
   * Writes into a folder (or file) that does not exist yet, whole or not at all. Samples come in the order
   * of their keys. `onImage` says that one more image was written.
   */
  readonly write: ((samples: OutgoingSamples, path: string, options: WriteOptions) => Promise<void>) | null;
}

export interface WriteOptions {
  /** One of the format's variants; `plain` where it has none. */
  readonly variant: string;
  readonly onImage: () => void;
  readonly signal: AbortSignal;
}

/** The recipe of formats that have no other, and the default of most others. */
export const plainRecipe = { plain: 'Everything, as written.' };

/** The ways to read a format, the default first. */
export function recipesOf({ recipes }: Pick<ExchangeFormat, 'recipes'>): Readonly<Record<string, string>> {
  return recipes ?? plainRecipe;
}

/**
 * The recipe or variant of a format that is asked for, or its first.
 * @param kind of the names, for the message
 * @throws InkdexError `bad-arguments` for a name that the format does not have
 */
export function chosenName(
  format: Pick<ExchangeFormat, 'name' | 'recipes' | 'variants'>,
  kind: 'recipe' | 'variant',
  asked: string | null | undefined,
): string {
  const known = kind === 'recipe' ? Object.keys(recipesOf(format)) : (format.variants ?? ['plain']);
  const chosen = asked ?? known[0] ?? 'plain';
  if (known.includes(chosen)) return chosen;
  throw new InkdexError(
    'bad-arguments',
    `The format ${format.name} has no ${kind} ${JSON.stringify(chosen)}. Choose one of: ${known.join(', ')}.`,
  );
}
