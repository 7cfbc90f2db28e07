import { characterErrorRate, foldText, wordErrorRate, type Comparison } from '../../../shared/text.ts';
import { createSessions } from '../../../main/reader/models/sessions.ts';
import { wordDecoderFor } from '../../../main/reader/models/wordDecoders.ts';
import { mostAlternatives } from '../../../main/ml/decoding/wordDecoder.ts';
import {
  calibrationBins,
  expectedCalibrationError,
  type Judgement,
} from '../../../pretraining/fitting/calibration.ts';
import { recogniserPath } from '../../../pretraining/shippedModels.ts';
import { print, printTable, share } from '../../../pretraining/printTable.ts';
import { germanCrops } from '../../../pretraining/data.ts';
import { readCrops } from '../../../pretraining/recogniser/sources.ts';
import { readWords, wordSets, type ReadWord } from '../../../pretraining/wordSets.ts';

const definitions = `
CER: edit distance (insert, delete, substitute) summed over all words, over the true letters summed.
exact: share of words read without any error. Both as written: NFC, case and punctuation count.
folded: the same of letters and digits alone, case and accents ignored.
greedy: best path of the word as it is. views: the likeliest reading of all its views, without language.
decoder: what reading gives, with language model and lexicon (resources/language).
looks: how often a word was looked at, the first time included.
ten best: share of words whose true text stands among the ${mostAlternatives} alternatives, as written.
ECE: expected calibration error of the first alternative's confidence, |confidence - share of right
ones| over ${calibrationBins} bins of as many words each.
code: words with a sign between letters, brackets, operators or an upper-case letter after a lower-case one.
iam-like testset_v trains and chooses nothing; boards dev and the 500 copiste_fr words, of pages kept from
training, train nothing; decoder weights and calibration are chosen on them.`;

interface Readings {
  readonly greedy: readonly Comparison[];
  readonly views: readonly Comparison[];
  readonly decoder: readonly Comparison[];
  readonly judgements: readonly Judgement[];
  readonly inTenBest: number;
  readonly viewsAWord: number;
}

/** Error rates of the shipped reader on words cut by hand, in writer-independent sets. */
export async function measureWords(): Promise<void> {
  const model = await createSessions().open('recogniser', recogniserPath, 2);
  const decoder = await wordDecoderFor(model.metadata);
  print(`Inkdex: recogniser ${model.sha256}, ${model.metadata.parameters} parameters`);

  const rows: string[][] = [];
  const foldedRows: string[][] = [];
  const german = await readCrops(await germanCrops());
  const sets = { ...wordSets, ...(german.length > 0 && { 'DHSD, held-back writers': () => german }) };
  for (const [name, load] of Object.entries(sets)) {
    const words = await readWords(model, await load(), decoder);
    const readings = collect(words);
    rows.push(row(name, readings));
    foldedRows.push(foldedRow(name, readings));
    if (name !== 'boards dev') continue;
    const code = words.filter(({ text }) => isCode(text));
    rows.push(row(`${name}, code`, collect(code)));
  }
  printTable(
    [
      'as written',
      'words',
      'CER greedy',
      'exact',
      'CER views',
      'exact',
      'CER decoder',
      'exact',
      'ten best',
      'ECE',
      'looks',
    ],
    rows,
  );
  print('');
  printTable(['folded', 'words', 'CER greedy', 'exact', 'CER decoder', 'exact'], foldedRows);
  print(definitions);
}

/** What a row says of words, from how they were read. */
export function collect(words: readonly ReadWord[]): Readings {
  const compared = (readingOf: (word: ReadWord) => string): Comparison[] =>
    words.map((word) => ({ truth: word.text, reading: readingOf(word) }));
  return {
    greedy: compared(({ greedy }) => greedy),
    views: compared(({ likeliest }) => likeliest),
    decoder: compared(({ alternatives }) => alternatives[0]?.text ?? ''),
    judgements: words.map(({ text, alternatives: [best] }) => ({
      confidence: best?.confidence ?? 0,
      isRight: best?.text === text,
    })),
    inTenBest: words.filter(({ text, alternatives }) => alternatives.some((found) => found.text === text))
      .length,
    viewsAWord: words.reduce((sum, { views }) => sum + views.length, 0) / words.length,
  };
}

/** Tokens that are put together as program text is. */
function isCode(text: string): boolean {
  return /\p{L}[^\p{L}\s'’-]+\p{L}|[()[\]{}=<>_;]|\p{Ll}\p{Lu}/u.test(text);
}

function row(
  name: string,
  { greedy, views, decoder, judgements, inTenBest, viewsAWord }: Readings,
): string[] {
  return [
    name,
    String(greedy.length),
    ...errorRates(greedy),
    ...errorRates(views),
    ...errorRates(decoder),
    share(inTenBest / greedy.length),
    share(expectedCalibrationError(judgements)),
    viewsAWord.toFixed(2),
  ];
}

function foldedRow(name: string, { greedy, decoder }: Readings): string[] {
  return [name, String(greedy.length), ...errorRates(greedy.map(folded)), ...errorRates(decoder.map(folded))];
}

function folded({ truth, reading }: Comparison): Comparison {
  return { truth: foldText(truth), reading: foldText(reading) };
}

/** CER, and the share that is right. */
export function errorRates(comparisons: readonly Comparison[]): string[] {
  return [share(characterErrorRate(comparisons)), share(1 - wordErrorRate(comparisons))];
}
