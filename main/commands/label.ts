import { Option, Argument } from 'commander';
import { type WordId, wordMarkSchema, type Word, type WordMark } from '../../shared/contract/word.ts';
import { counted, formatCount } from '../../shared/text.ts';
import { note, printJson, printRow, wholeNumber, noteFailure, tell } from './command.ts';
import { wordsArgument, box, maybeWord, place, printWords, word, words } from './labelWords.ts';
import { asGiven, option, type At, type Parameter, argument, finding, flag } from './parameters.ts';
import { wordLine } from './photos.ts';
import { passes, type CommandTable, onLibrary, type Entry } from './table.ts';
import { photoProgressSchema } from '../../shared/contract/photo.ts';
import { quadOfBox } from '../../shared/geometry.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Services } from '../services.ts';
import { photo, photoNamed } from './choosePhotos.ts';
import { addWord, changeWords, editPhoto, labelRows } from './editWords.ts';
import { shapeCommands } from './labelShapes.ts';
import { readLabelTable } from './labelTable.ts';

/** The most words that one call lists. */
const mostWords = 500;
const limit = option('--limit <count>', 'number of words', wholeNumber(1, mostWords), 50);
const progress = photoProgressSchema.exclude(['new']).options;

function photoOption(description: string) {
  return finding(new Option('--photo <photo>', description), ({ services }: At, name?: string) =>
    name === undefined ? undefined : photoNamed(services.library, name),
  );
}

const lister = 'inkdex label changed';

/** Null for all. Wrong usage if nothing is named. */
const accepted: Parameter<WordId[] | null> = {
  given: [wordsArgument('[word...]', lister), new Option('--all', 'all words of the list')],
  value({ command }: At, ids: WordId[], isAll = false) {
    if (ids.length === 0 && !isAll) command.error('error: expected words, or --all');
    return isAll ? null : ids;
  },
};

/** `inkdex label changed`: the words that another model has read differently. */
const changedCommands: CommandTable = {
  'label changed': passes('changedWords', {
    about: 'list the words that another model has read differently; accept or restore them',
    takes: { limit },
    prints({ words, total }, { json }) {
      for (const { word, earlier } of words) {
        const value = { photo: word.photo, ...wordLine(word), earlier };
        printRow(json, value, `${word.id}\t${earlier}\t${word.text}`);
      }
      note(`${counted(total, 'word')} read differently.`);
    },
  }),
  'label changed accept': passes('acceptChangedWords', {
    about: 'keep the new readings, and take the words off the list; confirms nothing',
    takes: { words: accepted },
    tells: ({ accepted: count }) => [{ accepted: count }, `${counted(count, 'reading')} accepted.`],
  }),
  'label changed restore': passes('restoreEarlierReadings', {
    about: 'give words their earlier texts, as corrections',
    takes: { words: asGiven<WordId[]>(wordsArgument('<word...>', lister)) },
    prints(_edits, { services, args, json }) {
      const restored = services.labels.wordsWithIds(args.words);
      if (json) for (const word of restored) printJson(wordLine(word));
      else note(`${counted(restored.length, 'word')} restored.`);
    },
  }),
};

/** `inkdex label`: the words of the library, as the label editor corrects them. */
export const labelCommands: CommandTable = {
  label: 'list doubtful words, confirm, correct, split or merge them',
  'label list': passes('labelQueue', {
    about: 'list the most informative words to label, as a table for `label set --from`',
    takes: { photo: photoOption('only words of this photo: its path or id'), limit },
    usual: { photo: null, offset: 0 },
    prints({ words: listed, total, today }, { services, json }) {
      printWords(services, listed, { json });
      note(
        `${counted(total, 'unconfirmed word')}. Today ${formatCount(today.confirmed)} were confirmed; ` +
          `${formatCount(today.corrected)} of them had been read wrong.`,
      );
    },
  }),
  'label set': onLibrary(
    'set the text of a word, or of all words of a table',
    {
      word: maybeWord,
      text: argument<string | undefined>('[text]', 'what is written there'),
      to: option('--box <x,y,width,height>', 'also move the word, in pixels of the rotated photo', box),
      from: option(
        '--from <file>',
        'TSV or CSV file with the columns text, and word or photo, x, y, width, height; - for a TSV on stdin',
      ),
    },
    async (services, { word: id, text, to, from, json, command }) => {
      if (from !== undefined && id === undefined) {
        await setFrom(services, from, json);
        return;
      }
      if (id === undefined || text === undefined || from !== undefined) {
        return command.error('error: expected a word and its text, or --from');
      }
      const moved = to === undefined ? {} : { quad: quadOfBox(to), polygon: null };
      const changed = changeWords(services.labels, [id], 'text', { text, mark: 'text', ...moved });
      printWords(services, changed, { json });
    },
  ),
  'label confirm': onLibrary(
    'confirm that words were read correctly',
    {
      named: asGiven<Word['id'][]>(wordsArgument('[word...]')),
      of: photoOption('all words of a photo: its path or id'),
    },
    (services, { named, of, json, command }) => {
      const { labels } = services;
      if (named.length === 0 && of === undefined) command.error('error: expected words, or --photo');
      const ofPhoto = of === undefined ? [] : labels.calls.getLabels({ photo: of }).words.filter(isOpen);
      const ids = [...named, ...ofPhoto.map(({ id }) => id)];
      printWords(services, changeWords(labels, ids, 'confirm', {}), { json });
    },
  ),
  'label mark': onLibrary(
    'mark words as text, which confirms nothing, as illegible or as no text',
    {
      mark: asGiven<WordMark>(new Argument('<mark>', 'what they are').choices(wordMarkSchema.options)),
      words,
    },
    (services, { mark, words: ids, json }) => {
      if (mark === 'text') services.labels.calls.judgeBoxes({ words: ids, areText: true });
      else changeWords(services.labels, ids, 'mark', { mark });
      printWords(services, services.labels.wordsWithIds(ids), { json });
    },
  ),
  'label add': onLibrary(
    'add a word that was not detected',
    { photo, place, text: argument('<text>', 'what is written there') },
    (services, { photo: to, place: at, text, json }) => {
      printWords(services, addWord(services.labels, to, at, text), { json });
    },
  ),
  'label remove': onLibrary(
    'remove words from their photos; `label undo` brings them back',
    { words },
    ({ labels }, { words: ids, json }) => {
      for (const [of, own] of Map.groupBy(labels.wordsWithIds(ids), (each) => each.photo)) {
        editPhoto(labels, of, { title: 'delete', remove: own.map(({ id }) => id) });
      }
      tell(json, { removed: ids }, `${counted(ids.length, 'word')} removed.`);
    },
  ),
  ...shapeCommands,
  'label undo': stepping('undoLabels', 'undo the last edit of a photo'),
  'label redo': stepping('redoLabels', 'redo the edit of a photo that was undone'),
  'label progress': passes('setProgress', {
    about: 'mark a photo as done, in work, or only read',
    takes: {
      photo,
      progress: asGiven(new Argument('<progress>', 'how far it is labelled').choices(progress)),
    },
    tells: ({ id, path, progress: now }) => [{ photo: id, path, progress: now }, `${path}: ${now}`],
  }),
  'label similar': onLibrary(
    'list unconfirmed words that may have the same text as a word',
    { word, limit: option('--limit <count>', 'number of words', wholeNumber(1, 200), 20) },
    (services, { word: of, limit: most, json }) => {
      services.labels.wordsWithIds([of]);
      const found = services.labels.calls.lookAlikes({ word: of, limit: most });
      printWords(
        services,
        found.map((each) => each.word),
        { json },
      );
    },
  ),
  'label unlikely': onLibrary(
    'list words that are hard to read; mark what is no text with `label mark not-text`',
    { limit, isLeftOut: flag('--left-out', 'list the boxes that a model left out of the text') },
    (services, { limit: most, isLeftOut, json }) => {
      const found = services.labels.calls.unlikelyWords({ limit: most });
      printWords(services, isLeftOut ? found.leftOut : found.words, { json });
    },
  ),
  ...changedCommands,
};

async function setFrom(services: Services, from: string, json: boolean): Promise<void> {
  const { words, added, failed } = labelRows(
    services,
    await readLabelTable(from, new AbortController().signal),
  );
  for (const { line, error } of failed) {
    noteFailure(new InkdexError(error.code, error.message), `${from}, line ${line}`);
  }
  const counts = `${counted(words, 'word')} labelled, ${formatCount(added)} added`;
  tell(json, { labelled: words, added, failed }, `${counts}, ${formatCount(failed.length)} failed.`);
}

function isOpen({ source, mark, text }: Word): boolean {
  return source === 'model' && mark === 'text' && text !== '';
}

function stepping(call: 'undoLabels' | 'redoLabels', description: string): Entry {
  return onLibrary(description, { photo }, ({ labels }, { photo: of, json }) => {
    const { revision } = labels.calls.getLabels({ photo: of });
    const { put, removed } = labels.calls[call]({ photo: of, revision });
    if (json) printJson({ photo: of, changed: put.map(wordLine), removed });
    else note(`${counted(put.length, 'word')} changed, ${formatCount(removed.length)} removed.`);
  });
}
