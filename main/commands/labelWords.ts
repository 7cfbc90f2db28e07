import { Argument, InvalidArgumentError } from 'commander';
import { wordIdSchema, type Word, type WordId } from '../../shared/contract/word.ts';
import { boxSchema, type Box } from '../../shared/geometry.ts';
import type { Services } from '../services.ts';
import { idOf, print, printJson, type Common } from './command.ts';
import { labelTableHeader, labelTableRow } from './labelTable.ts';
import { argument, asGiven } from './parameters.ts';
import { wordLine } from './photos.ts';

/** What the commands of `inkdex label` share: their arguments, and how they print words. */

const wordText = 'id of a word, as listed by `inkdex label list`';
const wordId = idOf(wordIdSchema, 'a word', 'inkdex label list');

export const word = argument<WordId>('<word>', wordText, wordId);
export const maybeWord = argument<WordId | undefined>('[word]', wordText, wordId);
export const words = asGiven<WordId[]>(wordsArgument());
/** A place on a photo. */
export const place = argument<Box>('<box>', 'x,y,width,height in pixels of the rotated photo', box);

/** One or more ids of words, as a command lists them. */
export function wordsArgument(name = '<word...>', lister = 'inkdex label list'): Argument {
  const idOfWord = idOf(wordIdSchema, 'a word', lister);
  return new Argument(name, `ids of words, as listed by \`${lister}\``).argParser(
    (text, before: readonly WordId[] | undefined) => [...(before ?? []), idOfWord(text)],
  );
}

/** `x,y,width,height` in pixels. */
export function box(text: string): Box {
  const parsed = boxSchema.safeParse(text.split(',').map(Number));
  if (parsed.success && parsed.data[2] > 0 && parsed.data[3] > 0) return parsed.data;
  throw new InvalidArgumentError('Expected x,y,width,height in pixels, such as 120,40,300,60.');
}

/** Prints words, as JSON or as the rows of a table that `label set --from` reads. */
export function printWords(
  { library }: Services,
  listed: readonly Word[],
  { json }: Pick<Common, 'json'>,
): void {
  const paths = new Map<number, string>();
  const pathOf = ({ photo }: Word): string => {
    const path = paths.get(photo) ?? library.calls.getPhoto({ photo }).photo.path;
    paths.set(photo, path);
    return path;
  };
  if (!json && listed.length > 0) print(labelTableHeader());
  for (const each of listed) {
    if (json) printJson({ photo: each.photo, path: pathOf(each), ...wordLine(each) });
    else print(labelTableRow(each, pathOf(each)));
  }
}
