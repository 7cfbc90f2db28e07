import type { SampleLabel } from '../../../shared/contract/dataset.ts';
import type { IncomingRecord, ReadOptions } from '../../../shared/exchange.ts';
import { imageFolder } from '../imageFolder.ts';
import { bareLabel, sampleAt, skipped } from '../records.ts';
import { findIam, imageEndings, imageStem, type IamFolder } from './iamFolder.ts';
import { readWriters, type IamPiece, type UsePiece } from './iamLists.ts';
import { chooseAsSeed, chooseStrictly, requireIamRecipe, type Chosen, type IamRecipe } from './iamRecipes.ts';
import { readIamSplits } from './iamSplits.ts';

/** The data that all IAM formats read besides their own lists. */
export interface IamReading {
  readonly folder: IamFolder;
  readonly recipe: IamRecipe;
  /** Applies the recipe to a piece. */
  choose(piece: IamPiece): Chosen;
  /** The label of a piece, without text, level and image. */
  labelOf(piece: IamPiece): Omit<SampleLabel, 'text' | 'level' | 'file'>;
}

export async function startIamReading(
  path: string,
  { recipe: name, signal }: ReadOptions,
): Promise<IamReading> {
  const recipe = requireIamRecipe(name);
  const folder = await findIam(path);
  const splits = await readIamSplits(folder.root, signal);
  const writers = await readWriters(folder.forms, signal);
  return {
    folder,
    recipe,
    choose({ id, text, isSegmented }) {
      const candidate = { text, isSegmented, split: splits.of(id) };
      return recipe === 'seed' ? chooseAsSeed(candidate) : chooseStrictly(candidate, splits.areThere);
    },
    labelOf: ({ id, at, writer }) => ({
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
