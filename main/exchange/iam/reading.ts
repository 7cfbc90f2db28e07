import type { SampleLabel, Split } from '../../../shared/contract/dataset.ts';
import type { IncomingRecord, ReadOptions } from '../exchangeFormat.ts';
import { imageFolder } from '../folders.ts';
import { bareLabel, sampleAt, skipped } from '../records.ts';
import { findIam, imageEndings, imageStem, noIam, readIamSplits } from './folder.ts';
import { readWriters, type IamPiece, type UsePiece } from './lists.ts';

/** The data that all IAM formats read besides their own lists. */
export type IamReading = Awaited<ReturnType<typeof startIamReading>>;

export async function startIamReading(path: string, { recipe, signal }: ReadOptions) {
  const isSeed = recipe === 'seed';
  const isOfLines = recipe === 'lwitlrt';
  const folder = await findIam(path);
  const splits = await readIamSplits(folder.root, signal, isOfLines ? ['validationset2.txt'] : []);
  if (isOfLines && !splits.areThere)
    throw noIam(folder, 'the lists of the recipe lwitlrt: trainset.txt, validationset2.txt and testset.txt');
  const writers = await readWriters(folder.forms, signal);
  return {
    folder,
    isSeed,
    /** Applies the recipe to a piece. */
    choose({ id, text, isSegmented }: IamPiece): Chosen {
      const candidate = { text, isSegmented, split: splits.of(id) };
      if (isOfLines) return chooseListed(candidate);
      return isSeed ? chooseAsSeed(candidate) : chooseStrictly(candidate, splits.areThere);
    },
    /** The label of a piece, without text, level and image. */
    labelOf: ({ id, at, writer }: IamPiece): Omit<SampleLabel, 'text' | 'level' | 'file'> => ({
      ...bareLabel,
      key: id,
      split: splits.of(id),
      // Without a known writer, each form counts as a writer of its own.
      writer: writers.get(at.form) ?? writer ?? at.form,
      page: at.form,
      line: at.line,
      position: at.position,
    }),
  };
}

/** Converts a word or line with its own image to a sample; the image is in `folder` (`words`, `lines`). */
export function pieceSamples(
  reading: IamReading,
  level: 'word' | 'line',
  folder: 'words' | 'lines',
): UsePiece {
  const images = imageFolder(reading.folder.root);
  return async (piece): Promise<IncomingRecord> => {
    const chosen = reading.choose(piece);
    if ('skipped' in chosen) return skipped(chosen.skipped, piece.place);
    const stem = imageStem(piece.id, piece.at.form);
    const names = [`${folder}/${stem}`, stem].flatMap((name) => imageEndings.map((ending) => name + ending));
    const { file, path } = await images.find(names, piece.place);
    return sampleAt(piece.place, {
      ...reading.labelOf(piece),
      level,
      text: chosen.text,
      // The same name, wherever the archive of the images was unpacked.
      file: file.startsWith(`${folder}/`) ? file : `${folder}/${file}`,
      path,
    });
  };
}

/** seed: see `chooseAsSeed`. */
export const iamRecipes = {
  strict: 'Only what is correctly segmented, in the official splits without shared writers, text as written.',
  seed: 'The exact filter of CRNN_OCR_lite, so that results can be compared.',
};

/** lwitlrt: with `trainset`, 7,101 lines to train on. */
export const iamLineRecipes = {
  ...iamRecipes,
  lwitlrt:
    "The lines of text-recognizer-pro: all of the official lists, however they are segmented. The second validation set is for training (IAM's task of writer-independent lines).",
};

/** The outcome of a recipe for a word or line: its text, or the reason why it is left out. */
type Chosen = { readonly text: string } | { readonly skipped: string };

export interface Candidate {
  readonly text: string;
  /** Whether IAM marks its segmentation as correct; null when unknown. */
  readonly isSegmented: boolean | null;
  readonly split: Split | null;
}

function chooseStrictly({ text, isSegmented, split }: Candidate, hasSplits: boolean): Chosen {
  if (isSegmented === false) return { skipped: 'wrong segmentation' };
  if (isSegmented === null) return { skipped: 'unknown segmentation' };
  if (hasSplits && split === null) return { skipped: 'not in an official split' };
  return asWritten(text);
}

function chooseListed({ text, split }: Candidate): Chosen {
  return split === null ? { skipped: 'not in an official split' } : asWritten(text);
}

/** A few XML files escape their quotes twice. */
function asWritten(text: string): Chosen {
  return { text: text.replaceAll('&quot;', '"') };
}

/** Least number of characters of a word in the seed recipe, without hyphens. */
const fewestLetters = 2;
const mostLetters = 30;

/**
 * The filter of gasparian/CRNN_OCR_lite (`IAM_preprocessing.py`): lower case; every run of characters other than
 * letters and digits becomes one hyphen, also at the edges; words of 2 to 30 characters are kept, whatever their
 * segmentation. The result fits its alphabet.
 */
function chooseAsSeed({ text }: Candidate): Chosen {
  const hyphened = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  const letters = Array.from(hyphened.replaceAll('-', '')).length;
  if (letters < fewestLetters) return { skipped: `fewer than ${fewestLetters} characters` };
  if (letters > mostLetters) return { skipped: `more than ${mostLetters} characters` };
  return { text: hyphened };
}

/**
 * Converts a label to the seed recipe's alphabet of 37 characters, `0-9a-z-`: any other character becomes a hyphen.
 */
export function seedAlphabet(text: string): string {
  return text.toLowerCase().replace(/[^0-9a-z-]/gu, '-');
}
