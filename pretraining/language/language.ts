import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pretrainedCharacters } from '../../shared/alphabet.ts';
import { createRandom } from '../../shared/random.ts';
import { InkdexError } from '../../shared/result.ts';
import { normalizeText } from '../../shared/text.ts';
import { boards3, frenchCrops, trainingBoards } from '../data.ts';
import { capitalised, codeToken, numberToken } from '../vocabulary/codeTokens.ts';
import { buildLexicon } from './buildLexicon.ts';
import { countNgrams } from './countNgrams.ts';
import { littreTexts } from './littre.ts';
import { repositoryTexts } from './repositoryTexts.ts';
import { countWordPairs, englishTexts } from './wordPairs.ts';
import { languageFiles } from '../../main/ml/language/language.ts';
import { furtherLanguages, usualLanguages } from '../../shared/contract/pageLanguage.ts';
import { encodeLetterModel, encodeLexicon, encodeWordPairs } from '../files/languageFiles.ts';
import { skeletonCharacters, skeletonOf } from '../../main/ml/language/tokenGrammar.ts';
import { wordOf } from '../../main/ml/language/wordPairs.ts';
import {
  addWeight,
  englishFrequencies,
  lexiconWords,
  noLabels,
  type Labels,
  type WeightedWords,
} from './wordSources.ts';

/**
 * Makes the language files of the reader: `npm --prefix pretraining run language -- --seed 1 --mirror DIR`; with `--further` only
 * those of the further languages, which need neither labels nor texts.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: 'resources/language' },
    cache: { type: 'string', default: '.cache/texts' },
    mirror: { type: 'string' },
    further: { type: 'boolean', default: false },
  },
});

/** Made up from the terms and forms of `pretraining/vocabulary`. */
const codeTokens = 100_000;
const numberTokens = 30_000;
/** Most words are read by the lexicon: the letter model learns rather from many than from common ones. */
const wordsPerMillion = 1e6;
const leastWordCount = 0.3;
/** How much more a word counts as one that begins a sentence or a title, and as one in capitals. */
const capitalisedShare = 0.2;
const shouted = 0.1;
const madeSkeletonWeight = 0.1;
/** How often each pair of words on boards counts, as boards are most like what is read. */
const boardsWeight = 10;

/** Tokens as people wrote them, signs and all, each with how often it counts. */
function labelTokens(labels: Labels): WeightedWords {
  const tokens: WeightedWords = new Map();
  for (const text of labels.boards) addWeight(tokens, text, 1.5);
  for (const text of labels.french) addWeight(tokens, text, 3);
  return tokens;
}

function madeTokens(seed: number): WeightedWords {
  const random = createRandom(seed).fork('language');
  const tokens: WeightedWords = new Map();
  for (let index = 0; index < codeTokens; index += 1) addWeight(tokens, codeToken(random), 1);
  for (let index = 0; index < numberTokens; index += 1) addWeight(tokens, numberToken(random), 1);
  return tokens;
}

/** Words in the forms they are written in, and the tokens. */
function letterCorpus(words: WeightedWords, tokens: readonly WeightedWords[]): WeightedWords {
  const corpus: WeightedWords = new Map();
  for (const [token, count] of tokens.flatMap((source) => [...source])) addWeight(corpus, token, count);
  for (const [word, share] of words) {
    const count = Math.sqrt(share * wordsPerMillion);
    if (count < leastWordCount) continue;
    addWeight(corpus, word, count);
    if (count < 1) continue;
    addWeight(corpus, capitalised(word), capitalisedShare * count);
    addWeight(corpus, word.toUpperCase(), shouted * count);
  }
  return corpus;
}

/** How people put tokens together; made-up ones only show what is possible. */
function skeletonsOf(written: WeightedWords, made: WeightedWords): WeightedWords {
  const skeletons: WeightedWords = new Map();
  for (const [token, count] of written) addWeight(skeletons, skeletonOf(token), count);
  for (const [token, count] of made) addWeight(skeletons, skeletonOf(token), madeSkeletonWeight * count);
  return skeletons;
}

/**
 * The lexicon and the character n-grams of one folder.
 *
 * @param leastGain as `countNgrams` has it: more makes a smaller file
 */
async function writeLanguage(
  folder: string,
  words: WeightedWords,
  tokens: readonly WeightedWords[],
  leastGain: number,
): Promise<void> {
  await mkdir(join(values.out, folder), { recursive: true });
  const lexicon = buildLexicon(words, pretrainedCharacters);
  await write(join(folder, languageFiles.words), encodeLexicon(lexicon, words.size));
  const letters = countNgrams(letterCorpus(words, tokens), {
    order: 6,
    characters: pretrainedCharacters,
    leastGain,
  });
  await write(join(folder, languageFiles.letters), encodeLetterModel(letters));
}

/** What a page is first compared with: few n-grams, of words as often as they are met. */
const shortOrder = 4;
const leastShortGain = 100;

async function writeFurtherLanguages(made: WeightedWords): Promise<void> {
  for (const language of furtherLanguages) {
    const words = lexiconWords(noLabels, language);
    await writeLanguage(language, words, [made], 10);
    const met = [...words].flatMap(([word, share]): (readonly [string, number])[] => [
      [word, share * wordsPerMillion],
      [capitalised(word), capitalisedShare * share * wordsPerMillion],
    ]);
    const short = countNgrams(met, {
      order: shortOrder,
      characters: pretrainedCharacters,
      leastGain: leastShortGain,
    });
    await write(join(language, languageFiles.shortLetters), encodeLetterModel(short));
  }
}

async function write(name: string, bytes: Buffer): Promise<void> {
  await writeFile(join(values.out, name), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  process.stdout.write(`${name}  ${bytes.length} bytes  SHA-256 ${sha256}\n`);
}

async function writeEverything(made: WeightedWords): Promise<void> {
  if ((await boards3('train')).length === 0) {
    throw new InkdexError(
      'file-missing',
      'Our own boards are missing. "npm run pretraining:data -- --mirror DIR --only boards" makes them.',
    );
  }
  const boardTexts = (await trainingBoards()).map(({ words }) =>
    words.map(({ text }) => normalizeText(text)),
  );
  if (values.mirror === undefined) {
    throw new InkdexError(
      'bad-arguments',
      '--mirror is missing: the folder that has the repositories with texts.',
    );
  }
  const today = await repositoryTexts(values.mirror);
  const labels: Labels = {
    today,
    boards: boardTexts.flat(),
    french: (await frenchCrops()).train.map(({ text }) => normalizeText(text)),
  };
  const written = labelTokens(labels);
  await writeLanguage('', lexiconWords(labels, 'all'), [written, made], 3);
  for (const language of usualLanguages) {
    await writeLanguage(language, lexiconWords(labels, language), [made], 10);
  }
  const skeletons = countNgrams(skeletonsOf(written, made), {
    order: 4,
    characters: skeletonCharacters(pretrainedCharacters),
    leastGain: 1,
  });
  await write(languageFiles.skeletons, encodeLetterModel(skeletons));
  const spoken = new Map([...englishFrequencies()].map(([word, count]) => [wordOf(word), count]));
  const onBoards = boardTexts.map((words) => words.join(' '));
  const running = [
    ...Array.from({ length: boardsWeight }, () => onBoards).flat(),
    ...(await englishTexts(values.cache)),
    ...today,
    ...(await littreTexts(values.cache)),
  ];
  const pairs = countWordPairs(running, spoken, {
    leastCount: 4,
    leastPairs: 2,
    smoothing: 200,
    most: 3,
  });
  await write(languageFiles.pairs, encodeWordPairs(pairs));
}

const made = madeTokens(Number(values.seed));
if (!values.further) await writeEverything(made);
await writeFurtherLanguages(made);
