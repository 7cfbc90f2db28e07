import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Word, WordId } from '../../shared/contract/word.ts';
import { boxSchema, quadOfBox, type Box } from '../../shared/geometry.ts';
import { layOut } from '../../shared/layout.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted, normalizeText } from '../../shared/text.ts';
import { shapeOf } from '../../shared/textLines.ts';
import { mergeWords, splitWord, type EditedWord } from '../../shared/wordEdits.ts';
import { shareOfCaret } from '../../shared/wordPieces.ts';
import type { Services } from '../services.ts';
import { photoNamed, photoText } from './choosePhotos.ts';
import { dataCommand, note, optionsOf, printJson, withServices } from './command.ts';
import { editPhoto, linesOf } from './editWords.ts';
import { box, printWords, wordId, wordsArgument, wordText } from './labelWords.ts';

/** `inkdex label split`, `merge`, `move`, `line`, `sort` and `read`: places and order of words, as the label editor sets them. */
export function shapeCommands(): Command[] {
  return [splitCommand(), mergeCommand(), moveCommand(), lineCommand(), sortCommand(), readCommand()];
}

/** A cut leaves a piece on both sides. */
function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number between 0 and 1, such as 0.4.');
}

function splitCommand(): Command {
  return dataCommand('split', 'split a word in two; the first piece keeps its id')
    .argument('<word>', wordText, wordId)
    .argument('[first]', 'text of the first piece; by default the letters before the cut')
    .argument('[second]', 'text of the second piece')
    .option(
      '--at <share>',
      'the cut: 0 is the left end of the word, 1 the right end; by default by the texts',
      share,
    )
    .action(
      async (id: WordId, first: string | undefined, second: string | undefined, _, command: Command) => {
        const options = optionsOf(command, { at: z.number().optional() });
        if ((first === undefined) !== (second === undefined)) {
          command.error('error: expected the texts of both pieces, or of neither');
        }
        if (first === undefined && options.at === undefined) {
          command.error('error: expected the texts of both pieces, or --at');
        }
        await withServices(options, (services) => {
          const { labels } = services;
          const word = oneWord(services, id);
          const { from: newId } = labels.leaseWordIds({ count: 1 });
          const texts = first === undefined || second === undefined ? null : ([first, second] as const);
          const put = inTwo(editedWord(word), newId, texts, options.at);
          editPhoto(labels, word.photo, { title: 'split', put });
          printWords(services, labels.wordsWithIds(put.map((piece) => piece.word)), options);
          return;
        });
      },
    );
}

/** @param texts in reading order; a person who gives them has confirmed them */
function inTwo(
  word: EditedWord,
  newId: WordId,
  texts: readonly [string, string] | null,
  at: number | undefined,
) {
  if (texts === null) return splitWord(word, newId, at ?? 0.5);
  const [first, second] = texts.map(normalizeText);
  const whole = `${first ?? ''}${second ?? ''}`;
  const cut = at ?? Math.min(Math.max(shareOfCaret(whole, (first ?? '').length), 0.05), 0.95);
  return splitWord({ ...word, text: whole }, newId, cut).map((piece, index) => {
    const text = (index === 0 ? first : second) ?? '';
    return { ...piece, text, confirmed: text !== '' };
  });
}

function mergeCommand(): Command {
  return dataCommand('merge', 'merge words of a photo into the first of them, in reading order')
    .addArgument(wordsArgument())
    .option('--text <text>', 'what is written there; by default their texts, joined')
    .onLibrary({ text: z.string().optional() }, (services, options, ids: WordId[]) => {
      const { labels } = services;
      const { photo, words } = wordsOfOnePhoto(services, ids);
      const merged = mergeWords(words.map(editedWord));
      if (merged === null) throw new InkdexError('bad-arguments', 'Expected two or more words to merge.');
      const text = options.text === undefined ? null : normalizeText(options.text);
      const put = text === null ? merged : { ...merged, text, confirmed: text !== '' };
      const remove = words.flatMap(({ id }) => (id === put.word ? [] : [id]));
      editPhoto(labels, photo, { title: 'merge', put: [put], remove });
      printWords(services, labels.wordsWithIds([put.word]), options);
    });
}

function moveCommand(): Command {
  return dataCommand('move', 'give a word another place; its text stays as it is')
    .argument('<word>', wordText, wordId)
    .argument('<box>', 'x,y,width,height in pixels of the rotated photo', box)
    .onLibrary({}, (services, options, id: WordId, place: Box) => {
      const { photo, text, mark, source } = oneWord(services, id);
      const quad = quadOfBox(boxSchema.parse(place));
      const put = { word: id, quad, polygon: null, text, mark, confirmed: source === 'human' };
      editPhoto(services.labels, photo, { title: 'move', put: [put] });
      printWords(services, services.labels.wordsWithIds([id]), options);
    });
}

function lineCommand(): Command {
  return dataCommand('line', 'make one line of words of a photo, in the order in which they are given')
    .addArgument(wordsArgument())
    .onLibrary({}, (services, options, ids: WordId[]) => {
      const { photo, words } = wordsOfOnePhoto(services, ids);
      const chosen = new Set(ids);
      const lines = linesOf(services.labels.getLabels({ photo }).words);
      const row = lines.findIndex((line) => line.some((id) => chosen.has(id)));
      const rest = lines.map((line) => line.filter((id) => !chosen.has(id)));
      const order = rest.toSpliced(row, 0, [...chosen]).filter((line) => line.length > 0);
      editPhoto(services.labels, photo, { title: 'order', order });
      printWords(services, services.labels.wordsWithIds(words.map(({ id }) => id)), options);
    });
}

function sortCommand(): Command {
  return dataCommand('sort', 'sort the words of a photo into lines and columns by their places')
    .argument('<photo>', photoText)
    .onLibrary({}, ({ labels, library }, options, name: string) => {
      const photo = photoNamed(library, name);
      const { words } = labels.getLabels({ photo });
      const order = layOut(words, shapeOf).map((line) => line.map(({ id }) => id));
      const isSorted = JSON.stringify(order) === JSON.stringify(linesOf(words));
      if (!isSorted) editPhoto(labels, photo, { title: 'order', order });
      if (options.json) printJson({ photo, lines: order });
      else note(`${counted(words.length, 'word')} in ${counted(order.length, 'line')}.`);
    });
}

function readCommand(): Command {
  return dataCommand('read', 'read words again with the recogniser in use; confirmed words stay as they are')
    .addArgument(wordsArgument())
    .onLibrary({}, async (services, options, ids: WordId[]) => {
      const { labels } = services;
      for (const [photo, words] of Map.groupBy(labels.wordsWithIds(ids), (word) => word.photo)) {
        await labels.readWordsAgain({ photo, words: words.map(({ id }) => id), quads: [] });
      }
      printWords(services, labels.wordsWithIds(ids), options);
    });
}

function oneWord({ labels }: Pick<Services, 'labels'>, id: WordId): Word {
  const [word] = labels.wordsWithIds([id]);
  if (word === undefined) throw new Error('wordsWithIds returns a word for each id');
  return word;
}

/** @throws InkdexError `bad-arguments` for words of several photos */
function wordsOfOnePhoto(
  { labels }: Pick<Services, 'labels'>,
  ids: readonly WordId[],
): { photo: PhotoId; words: readonly Word[] } {
  const words = labels.wordsWithIds([...new Set(ids)]);
  const [photo, ...others] = new Set(words.map((word) => word.photo));
  if (photo === undefined || others.length > 0) {
    throw new InkdexError('bad-arguments', 'The words are of several photos. Choose words of one photo.');
  }
  return { photo, words: words.toSorted((a, b) => a.position - b.position) };
}

function editedWord({ id, quad, text, mark, source }: Word): EditedWord {
  return { id, quad, text, mark, isConfirmed: source === 'human' };
}
