import { Argument, Command } from 'commander';
import { z } from 'zod';
import { photoProgressSchema } from '../../shared/contract/photo.ts';
import { wordMarkSchema, type Word, type WordId, type WordMark } from '../../shared/contract/word.ts';
import { boxSchema, quadOfBox, type Box } from '../../shared/geometry.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted, formatCount } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { photoNamed, photoText } from './choosePhotos.ts';
import {
  dataCommand,
  note,
  noteFailure,
  optionsOf,
  printJson,
  wholeNumber,
  withServices,
  tell,
} from './command.ts';
import { addWord, changeWords, editPhoto, labelRows } from './editWords.ts';
import { changedCommand } from './labelChanged.ts';
import { shapeCommands } from './labelShapes.ts';
import { box, printWords, wordId, wordsArgument, wordText } from './labelWords.ts';
import { readLabelTable } from './labelTable.ts';
import { wordLine } from './photos.ts';

/** `inkdex label`: the words of the library, as the label editor corrects them. */
export function labelCommand(): Command {
  const label = new Command('label')
    .description('list doubtful words, confirm, correct, split or merge them')
    .addCommand(listCommand())
    .addCommand(setCommand())
    .addCommand(confirmCommand())
    .addCommand(markCommand())
    .addCommand(addCommand())
    .addCommand(removeCommand());
  for (const command of shapeCommands()) label.addCommand(command);
  return label
    .addCommand(stepCommand('undo', 'undo the last edit of a photo'))
    .addCommand(stepCommand('redo', 'redo the edit of a photo that was undone'))
    .addCommand(progressCommand())
    .addCommand(similarCommand())
    .addCommand(unlikelyCommand())
    .addCommand(changedCommand());
}

/** The most words that one call lists. */
const mostWords = 500;

function listCommand(): Command {
  return dataCommand('list', 'list the most informative words to label, as a table for `label set --from`')
    .option('--photo <photo>', 'only words of this photo: its path or id')
    .option('--limit <count>', 'number of words', wholeNumber(1, mostWords), 50)
    .onLibrary({ photo: z.string().optional(), limit: z.number() }, (services, options) => {
      const { limit, photo: name } = options;
      const photo = name === undefined ? null : photoNamed(services.library, name);
      const { words, total, today } = services.labels.labelQueue({ offset: 0, limit, photo });
      printWords(services, words, options);
      note(
        `${counted(total, 'unconfirmed word')}. Today ${formatCount(today.confirmed)} were confirmed; ` +
          `${formatCount(today.corrected)} of them had been read wrong.`,
      );
    });
}

function setCommand(): Command {
  return dataCommand('set', 'set the text of a word, or of all words of a table')
    .argument('[word]', wordText, wordId)
    .argument('[text]', 'what is written there')
    .option('--box <x,y,width,height>', 'also move the word, in pixels of the rotated photo', box)
    .option(
      '--from <file>',
      'TSV or CSV file with the columns text, and word or photo, x, y, width, height; - for a TSV on stdin',
    )
    .action(async (word: WordId | undefined, text: string | undefined, _options, command: Command) => {
      const options = optionsOf(command, { box: boxSchema.optional(), from: z.string().optional() });
      const { from } = options;
      if (from !== undefined && word === undefined) {
        await withServices(options, (services) => setFrom(services, from, options.json));
        return;
      }
      if (word === undefined || text === undefined || from !== undefined) {
        command.error('error: expected a word and its text, or --from');
      }
      await withServices(options, (services) => {
        const place = options.box === undefined ? {} : { quad: quadOfBox(options.box), polygon: null };
        const changed = changeWords(services.labels, [word], 'text', { text, mark: 'text', ...place });
        printWords(services, changed, options);
      });
    });
}

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

function confirmCommand(): Command {
  return dataCommand('confirm', 'confirm that words were read correctly')
    .addArgument(wordsArgument('[word...]'))
    .option('--photo <photo>', 'all words of a photo: its path or id')
    .action(async (words: WordId[], _options, command: Command) => {
      const options = optionsOf(command, { photo: z.string().optional() });
      if (words.length === 0 && options.photo === undefined)
        command.error('error: expected words, or --photo');
      await withServices(options, (services) => {
        const { labels, library } = services;
        const ofPhoto =
          options.photo === undefined
            ? []
            : labels.getLabels({ photo: photoNamed(library, options.photo) }).words.filter(isOpen);
        const ids = [...words, ...ofPhoto.map(({ id }) => id)];
        printWords(services, changeWords(labels, ids, 'confirm', {}), options);
      });
    });
}

function isOpen({ source, mark, text }: Word): boolean {
  return source === 'model' && mark === 'text' && text !== '';
}

function markCommand(): Command {
  return dataCommand('mark', 'mark words as text, as illegible or as no text')
    .addArgument(new Argument('<mark>', 'what they are').choices(wordMarkSchema.options))
    .addArgument(wordsArgument())
    .onLibrary({}, (services, options, mark: WordMark, words: WordId[]) => {
      printWords(services, changeWords(services.labels, words, 'mark', { mark }), options);
    });
}

function addCommand(): Command {
  return dataCommand('add', 'add a word that was not detected')
    .argument('<photo>', photoText)
    .argument('<box>', 'x,y,width,height in pixels of the rotated photo', box)
    .argument('<text>', 'what is written there')
    .onLibrary({}, (services, options, photo: string, place: Box, text: string) => {
      const id = photoNamed(services.library, photo);
      printWords(services, addWord(services.labels, id, place, text), options);
    });
}

function removeCommand(): Command {
  return dataCommand('remove', 'remove words from their photos; `label undo` brings them back')
    .addArgument(wordsArgument())
    .onLibrary({}, ({ labels }, options, words: WordId[]) => {
      for (const [photo, own] of Map.groupBy(labels.wordsWithIds(words), (word) => word.photo)) {
        editPhoto(labels, photo, { title: 'delete', remove: own.map(({ id }) => id) });
      }
      tell(options.json, { removed: words }, `${counted(words.length, 'word')} removed.`);
    });
}

function stepCommand(name: 'undo' | 'redo', description: string): Command {
  return dataCommand(name, description)
    .argument('<photo>', photoText)
    .onLibrary({}, (services, options, photoName: string) => {
      const { labels, library } = services;
      const photo = photoNamed(library, photoName);
      const { revision } = labels.getLabels({ photo });
      const at = { photo, revision };
      const { put, removed } = name === 'undo' ? labels.undoLabels(at) : labels.redoLabels(at);
      if (options.json) printJson({ photo, changed: put.map(wordLine), removed });
      else note(`${counted(put.length, 'word')} changed, ${formatCount(removed.length)} removed.`);
    });
}

function progressCommand(): Command {
  const progress = photoProgressSchema.exclude(['new']);
  return dataCommand('progress', 'mark a photo as done, in work, or only read')
    .argument('<photo>', photoText)
    .addArgument(new Argument('<progress>', 'how far it is labelled').choices(progress.options))
    .onLibrary({}, ({ labels, library }, options, name: string, wanted: string) => {
      const photo = labels.setProgress({
        photo: photoNamed(library, name),
        progress: progress.parse(wanted),
      });
      if (options.json) printJson({ photo: photo.id, path: photo.path, progress: photo.progress });
      else note(`${photo.path}: ${photo.progress}`);
    });
}

function similarCommand(): Command {
  return dataCommand('similar', 'list unconfirmed words that may have the same text as a word')
    .argument('<word>', wordText, wordId)
    .option('--limit <count>', 'number of words', wholeNumber(1, 200), 20)
    .onLibrary({ limit: z.number() }, (services, options, word: WordId) => {
      services.labels.wordsWithIds([word]);
      const found = services.labels.lookAlikes({ word, limit: options.limit }).map((each) => each.word);
      printWords(services, found, options);
    });
}

function unlikelyCommand(): Command {
  return dataCommand(
    'unlikely',
    'list words that are hard to read; mark what is no text with `label mark not-text`',
  )
    .option('--limit <count>', 'number of words', wholeNumber(1, mostWords), 50)
    .option('--left-out', 'list the boxes that a model left out of the text')
    .onLibrary({ limit: z.number(), leftOut: z.boolean().default(false) }, (services, options) => {
      const { words, leftOut } = services.labels.unlikelyWords({ limit: options.limit });
      printWords(services, options.leftOut ? leftOut : words, options);
    });
}
