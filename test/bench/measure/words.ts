import { createAlphabet, type Alphabet } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/model.ts';
import { characterErrorRate, foldText, wordErrorRate, type Comparison } from '../../../shared/text.ts';
import { createSessions, type LoadedModel } from '../../../main/engine/reader/sessions.ts';
import { wordLattices } from '../../../main/engine/reader/wordLattices.ts';
import { decodeGreedily } from '../../../main/ml/decoding/greedy.ts';
import type { Lattice } from '../../../main/ml/decoding/lattice.ts';
import { defaultBeam, searchPrefixBeam } from '../../../main/ml/decoding/prefixBeamSearch.ts';
import { boards, frenchCrops, iamLikeTest } from '../../../main/ml/starter/data.ts';
import { cropPages, readCrops } from '../../../main/ml/starter/recogniserBanks.ts';
import type { LabelledInk } from '../../../main/ml/starter/wordBank.ts';
import { recogniserPath } from './models.ts';
import { print, printTable, share } from './table.ts';

const definitions = `
CER: edit distance (insert, delete, substitute) summed over all words, over the true letters summed.
exact: share of words read without any error.
as written: NFC, case and punctuation count. folded: only letters and digits, case and accents ignored.
greedy: best path. beam: prefix beam search, no language model, no lexicon.
ten best: share of words whose true text stands among the beam's ten best, as written.
iam-like testset_v and boards dev are never trained on; the 500 copiste_fr words are of pages kept
from training.`;

/** Around a boxed word of a board, as a share of its height: what reading leaves, too. */
const boardMargin = 0.1;
const tenBest = 10;

interface Readings {
  readonly greedy: Comparison[];
  readonly beam: Comparison[];
  inTenBest: number;
}

/** Error rates of the shipped recogniser on words cut by hand, three writer-independent sets. */
export async function measureWords(): Promise<void> {
  const model = await createSessions().open('recogniser', recogniserPath, 2);
  const alphabet = createAlphabet(model.metadata.characters);
  print(`Inkdex: recogniser ${model.sha256}, ${String(model.metadata.parameters)} parameters`);

  const sets: [name: string, words: readonly LabelledInk[]][] = [
    ['iam-like testset_v', await readCrops(await iamLikeTest())],
    ['copiste_fr, kept', await readCrops((await frenchCrops()).kept)],
    ['boards dev', await cropPages(await boards('dev'), boardMargin)],
  ];
  const rows: string[][] = [];
  for (const [name, words] of sets) {
    const { greedy, beam, inTenBest } = await readAll(model, alphabet, words);
    rows.push([`${name}, greedy`, String(words.length), ...figures(greedy), '-']);
    rows.push([`${name}, beam`, String(words.length), ...figures(beam), share(inTenBest / words.length)]);
  }
  printTable(['', 'words', 'CER', 'exact', 'CER folded', 'exact folded', 'ten best'], rows);
  print(definitions);
}

async function readAll(
  model: LoadedModel<RecogniserMetadata>,
  alphabet: Alphabet,
  words: readonly LabelledInk[],
): Promise<Readings> {
  const readings: Readings = { greedy: [], beam: [], inTenBest: 0 };
  const images = words.map(({ ink }) => ink);
  for await (const { index, lattice } of wordLattices(model, images)) {
    const truth = words[index]?.text ?? '';
    readings.greedy.push({ truth, reading: alphabet.decode(decodeGreedily(lattice).letters) });
    const best = bestTexts(lattice, alphabet);
    readings.beam.push({ truth, reading: best[0] ?? '' });
    if (best.includes(truth)) readings.inTenBest += 1;
  }
  return readings;
}

function bestTexts(lattice: Lattice, alphabet: Alphabet): string[] {
  const hypotheses = searchPrefixBeam(lattice, { ...defaultBeam, count: tenBest });
  return hypotheses.map(({ letters }) => alphabet.decode(letters));
}

function figures(comparisons: readonly Comparison[]): string[] {
  const folded = comparisons.map(({ truth, reading }) => ({
    truth: foldText(truth),
    reading: foldText(reading),
  }));
  return [
    share(characterErrorRate(comparisons)),
    share(1 - wordErrorRate(comparisons)),
    share(characterErrorRate(folded)),
    share(1 - wordErrorRate(folded)),
  ];
}
