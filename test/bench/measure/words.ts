import { createAlphabet, type Alphabet } from '../../../shared/alphabet.ts';
import { characterErrorRate, foldText, wordErrorRate, type Comparison } from '../../../shared/text.ts';
import { createSessions } from '../../../main/engine/reader/sessions.ts';
import { wordDecoderFor } from '../../../main/engine/reader/wordDecoders.ts';
import { decodeGreedily } from '../../../main/ml/decoding/greedy.ts';
import { mostAlternatives, type WordDecoder } from '../../../main/ml/decoding/wordDecoder.ts';
import {
  calibrationBins,
  expectedCalibrationError,
  type Judgement,
} from '../../../main/ml/decoding/calibrationError.ts';
import { recogniserPath } from './models.ts';
import { print, printTable, share } from './table.ts';
import { labelledLattices, wordSets, type LabelledLattice } from './wordSets.ts';

const definitions = `
CER: edit distance (insert, delete, substitute) summed over all words, over the true letters summed.
exact: share of words read without any error. Both as written: NFC, case and punctuation count.
folded: the same of letters and digits alone, case and accents ignored.
greedy: best path. decoder: what reading gives, with language model and lexicon (resources/language).
ten best: share of words whose true text stands among the ${String(mostAlternatives)} alternatives, as written.
ECE: expected calibration error of the first alternative's confidence, |confidence - share of right
ones| over ${String(calibrationBins)} bins of as many words each.
code: words with a sign between letters, brackets, operators or a great letter after a small one.
iam-like testset_v trains and chooses nothing; boards dev trains nothing, decoder weights and calibration
are chosen on it; the 500 copiste_fr words are of pages kept from training.`;

interface Readings {
  readonly greedy: Comparison[];
  readonly decoder: Comparison[];
  readonly judgements: Judgement[];
  inTenBest: number;
}

/** Error rates of the shipped reader on words cut by hand, three writer-independent sets. */
export async function measureWords(): Promise<void> {
  const model = await createSessions().open('recogniser', recogniserPath, 2);
  const alphabet = createAlphabet(model.metadata.characters);
  const decoder = await wordDecoderFor(model.metadata);
  print(`Inkdex: recogniser ${model.sha256}, ${String(model.metadata.parameters)} parameters`);

  const rows: string[][] = [];
  const foldedRows: string[][] = [];
  for (const [name, load] of Object.entries(wordSets)) {
    const words = await labelledLattices(model, await load());
    const readings = readAll(decoder, alphabet, words);
    rows.push(row(name, readings));
    foldedRows.push(foldedRow(name, readings));
    if (name !== 'boards dev') continue;
    const code = words.filter(({ text }) => isCode(text));
    rows.push(row(`${name}, code`, readAll(decoder, alphabet, code)));
  }
  printTable(['as written', 'words', 'CER greedy', 'exact', 'CER decoder', 'exact', 'ten best', 'ECE'], rows);
  print('');
  printTable(['folded', 'words', 'CER greedy', 'exact', 'CER decoder', 'exact'], foldedRows);
  print(definitions);
}

function readAll(decoder: WordDecoder, alphabet: Alphabet, words: readonly LabelledLattice[]): Readings {
  const readings: Readings = { greedy: [], decoder: [], judgements: [], inTenBest: 0 };
  for (const { text: truth, lattice } of words) {
    const [best, ...others] = decoder.decode(lattice, mostAlternatives);
    const isRight = best?.text === truth;
    readings.greedy.push({ truth, reading: alphabet.decode(decodeGreedily(lattice).letters) });
    readings.decoder.push({ truth, reading: best?.text ?? '' });
    readings.judgements.push({ confidence: best?.confidence ?? 0, isRight });
    if (isRight || others.some(({ text }) => text === truth)) readings.inTenBest += 1;
  }
  return readings;
}

/** Tokens that are put together as program text is. */
function isCode(text: string): boolean {
  return /\p{L}[^\p{L}\s'’-]+\p{L}|[()[\]{}=<>_;]|\p{Ll}\p{Lu}/u.test(text);
}

function row(name: string, { greedy, decoder, judgements, inTenBest }: Readings): string[] {
  return [
    name,
    String(greedy.length),
    ...errorRates(greedy),
    ...errorRates(decoder),
    share(inTenBest / greedy.length),
    share(expectedCalibrationError(judgements)),
  ];
}

function foldedRow(name: string, { greedy, decoder }: Readings): string[] {
  return [name, String(greedy.length), ...errorRates(greedy.map(folded)), ...errorRates(decoder.map(folded))];
}

function folded({ truth, reading }: Comparison): Comparison {
  return { truth: foldText(truth), reading: foldText(reading) };
}

function errorRates(comparisons: readonly Comparison[]): string[] {
  return [share(characterErrorRate(comparisons)), share(1 - wordErrorRate(comparisons))];
}
