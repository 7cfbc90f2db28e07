import { InvalidArgumentError } from 'commander';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Word, WordId } from '../../shared/contract/word.ts';
import { boxSchema, quadOfBox } from '../../shared/geometry.ts';
import { layOut } from '../../shared/page/layout.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted, normalizeText } from '../../shared/text.ts';
import { shapesOn } from '../../shared/page/textLines.ts';
import { mergeWords, splitWord, type EditedWord } from '../../shared/wordEdits.ts';
import { shareOfCaret } from '../../shared/wordPieces.ts';
import type { Services } from '../services.ts';
import { photo } from './choosePhotos.ts';
import { tell } from './command.ts';
import { editPhoto, linesOf } from './editWords.ts';
import { place, printWords, word, words } from './labelWords.ts';
import { argument, option } from './parameters.ts';
import { onLibrary, type CommandTable } from './table.ts';

/** Places and order of words, as the label editor sets them. */
export const shapeCommands: CommandTable = {
  'label split': onLibrary(
    'split a word in two; the first piece keeps its id',
    {
      word,
      first: argument<string | undefined>(
        '[first]',
        'text of the first piece; by default the letters before the cut',
      ),
      second: argument<string | undefined>('[second]', 'text of the second piece'),
      at: option(
        '--at <share>',
        'the cut: 0 is the left end of the word, 1 the right end; by default by the texts',
        share,
      ),
    },
    (services, { word: id, first, second, at, json, command }) => {
      if ((first === undefined) !== (second === undefined)) {
        command.error('error: expected the texts of both pieces, or of neither');
      }
      if (first === undefined && at === undefined) {
        command.error('error: expected the texts of both pieces, or --at');
      }
      const { labels } = services;
      const whole = oneWord(services, id);
      const { from: newId } = labels.calls.leaseWordIds({ count: 1 });
      const texts = first === undefined || second === undefined ? null : ([first, second] as const);
      const put = inTwo(editedWord(whole), newId, texts, at);
      editPhoto(labels, whole.photo, { title: 'split', put });
      printWords(services, labels.wordsWithIds(put.map((piece) => piece.word)), { json });
    },
  ),
  'label merge': onLibrary(
    'merge words of a photo into the first of them, in reading order',
    { words, text: option('--text <text>', 'what is written there; by default their texts, joined') },
    (services, { words: ids, text: given, json }) => {
      const { labels } = services;
      const { photo: of, words: parts } = wordsOfOnePhoto(services, ids);
      const merged = mergeWords(parts.map(editedWord));
      if (merged === null) throw new InkdexError('bad-arguments', 'Expected two or more words to merge.');
      const text = given === undefined ? null : normalizeText(given);
      const put = text === null ? merged : { ...merged, text, confirmed: text !== '' };
      const remove = parts.flatMap(({ id }) => (id === put.word ? [] : [id]));
      editPhoto(labels, of, { title: 'merge', put: [put], remove });
      printWords(services, labels.wordsWithIds([put.word]), { json });
    },
  ),
  'label move': onLibrary(
    'give a word another place; its text stays as it is',
    { word, place },
    (services, { word: id, place: to, json }) => {
      const { photo: of, text, mark, source } = oneWord(services, id);
      const quad = quadOfBox(boxSchema.parse(to));
      const put = { word: id, quad, polygon: null, text, mark, confirmed: source === 'human' };
      editPhoto(services.labels, of, { title: 'move', put: [put] });
      printWords(services, services.labels.wordsWithIds([id]), { json });
    },
  ),
  'label line': onLibrary(
    'make one line of words of a photo, in the order in which they are given',
    { words },
    (services, { words: ids, json }) => {
      const { photo: of, words: chosen } = wordsOfOnePhoto(services, ids);
      const line = new Set(ids);
      const lines = linesOf(services.labels.calls.getLabels({ photo: of }).words);
      const row = lines.findIndex((each) => each.some((id) => line.has(id)));
      const rest = lines.map((each) => each.filter((id) => !line.has(id)));
      const order = rest.toSpliced(row, 0, [...line]).filter((each) => each.length > 0);
      editPhoto(services.labels, of, { title: 'order', order });
      printWords(services, services.labels.wordsWithIds(chosen.map(({ id }) => id)), { json });
    },
  ),
  'label sort': onLibrary(
    'sort the words of a photo into lines and columns by their places',
    { photo },
    ({ labels }, { photo: of, json }) => {
      const { words: all } = labels.calls.getLabels({ photo: of });
      const order = layOut(all, shapesOn(all)).map((line) => line.map(({ id }) => id));
      const isSorted = JSON.stringify(order) === JSON.stringify(linesOf(all));
      if (!isSorted) editPhoto(labels, of, { title: 'order', order });
      const counts = `${counted(all.length, 'word')} in ${counted(order.length, 'line')}.`;
      tell(json, { photo: of, lines: order }, counts);
    },
  ),
  'label read': onLibrary(
    'read words again with the recogniser in use; confirmed words stay as they are',
    { words },
    async (services, { words: ids, json }) => {
      const { labels } = services;
      for (const [of, own] of Map.groupBy(labels.wordsWithIds(ids), (each) => each.photo)) {
        await labels.calls.readWordsAgain({ photo: of, words: own.map(({ id }) => id), quads: [] });
      }
      printWords(services, labels.wordsWithIds(ids), { json });
    },
  ),
};

/** A cut leaves a piece on both sides. */
function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number between 0 and 1, such as 0.4.');
}

/** @param texts in reading order; a person who gives them has confirmed them */
function inTwo(
  whole: EditedWord,
  newId: WordId,
  texts: readonly [string, string] | null,
  at: number | undefined,
) {
  if (texts === null) return splitWord(whole, newId, at ?? 0.5);
  const [first, second] = texts.map(normalizeText);
  const joined = `${first ?? ''}${second ?? ''}`;
  const cut = at ?? Math.min(Math.max(shareOfCaret(joined, (first ?? '').length), 0.05), 0.95);
  return splitWord({ ...whole, text: joined }, newId, cut).map((piece, index) => {
    const text = (index === 0 ? first : second) ?? '';
    return { ...piece, text, confirmed: text !== '' };
  });
}

function oneWord({ labels }: Pick<Services, 'labels'>, id: WordId): Word {
  const [found] = labels.wordsWithIds([id]);
  if (found === undefined) throw new Error('wordsWithIds returns a word for each id');
  return found;
}

/** @throws InkdexError `bad-arguments` for words of several photos */
function wordsOfOnePhoto(
  { labels }: Pick<Services, 'labels'>,
  ids: readonly WordId[],
): { photo: PhotoId; words: readonly Word[] } {
  const found = labels.wordsWithIds([...new Set(ids)]);
  const [of, ...others] = new Set(found.map((each) => each.photo));
  if (of === undefined || others.length > 0) {
    throw new InkdexError('bad-arguments', 'The words are of several photos. Choose words of one photo.');
  }
  return { photo: of, words: found.toSorted((a, b) => a.position - b.position) };
}

function editedWord({ id, quad, text, mark, source }: Word): EditedWord {
  return { id, quad, text, mark, isConfirmed: source === 'human' };
}
