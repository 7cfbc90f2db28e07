import { boxArea, boxOfQuad, intersectionArea, scaleQuad } from '../../shared/geometry.ts';
import { isSign, normalizeText } from '../../shared/text.ts';
import { openInkPage } from '../../main/imaging/ink/inkPage.ts';
import { matchBoxes } from '../../main/ml/evaluation/matchBoxes.ts';
import { rightProbability } from '../../main/ml/decoding/textJudge.ts';
import { readBoxes } from '../../main/reader/readBoxes.ts';
import { needsPhoto, type ReadingModels } from '../../main/reader/models/sessions.ts';
import { boards, boards2, boards3, elsewhere, type LabelledPage } from '../data.ts';
import { expectedCalibrationError } from '../fitting/calibration.ts';
import { fitRightWords, type JudgedWord } from '../fitting/rightWords.ts';
import { openModels, printModels } from '../shippedModels.ts';
import { print, printTable, share } from '../printTable.ts';

const definitions = `
word: a found box that lies less than half on ignore regions, holds no lone sign and touches a true word; right: IoU of at least .5
with a true word, and its text. sure: confidence of .9 or more. ECE: of all words. Boards dev and dev2 are judged with weights that are
fitted on the other one, the other sets with those of both.`;

const sure = 0.9;

/**
 * Fits how probably a found word is right, and prints the weights: `npm --prefix pretraining run right-words`. Maximum
 * likelihood on boards dev and dev2: on photos that trained a recogniser, it is surer than elsewhere.
 */
const models = await openModels(1);
printModels(models);
const dev = await wordsOf(await boards('dev'), models);
const dev2 = await wordsOf([...(await boards2('dev2')), ...(await boards3('dev2'))], models);
const weights = fitRightWords([...dev, ...dev2]);
print(`Weights for main/ml/decoding/textJudge.ts: ${JSON.stringify(weights)}`);

const judged: readonly (readonly [name: string, words: readonly JudgedWord[], by: readonly number[]])[] = [
  ['boards dev', dev, fitRightWords(dev2)],
  ['dev2', dev2, fitRightWords(dev)],
  ['walls', await wordsOf(await boards3('walls'), models), weights],
  ['notes', await wordsOf(await boards3('notes'), models), weights],
  ['dev3', await wordsOf(await elsewhere('dev3'), models), weights],
];
printTable(
  ['', 'words', 'ECE of readings', 'sure', 'wrong', 'ECE of words', 'sure', 'wrong'],
  judged.map(([name, words, by]) => [
    name,
    String(words.length),
    ...figuresOf(words, ({ confidence }) => confidence),
    ...figuresOf(words, ({ confidence, doubt }) => rightProbability(confidence, doubt, by)),
  ]),
);
print(definitions);

async function wordsOf(pages: readonly LabelledPage[], using: ReadingModels): Promise<JudgedWord[]> {
  const all: JudgedWord[] = [];
  for (const { path, words, ignore } of pages) {
    const page = await openInkPage(path, undefined, needsPhoto(using.recogniser));
    const { text } = await readBoxes(page, using, { alternatives: 10, typed: [], finish: () => undefined });
    const places = text.read.map(({ word }) => boxOfQuad(scaleQuad(word.quad, 1 / page.scale)));
    const truths = matchBoxes(
      places,
      words.map(({ box }) => box),
    );
    for (const [index, { word, reading }] of text.read.entries()) {
      const [best] = reading?.alternatives ?? [];
      const place = places[index];
      if (best === undefined || place === undefined || word.doubt === undefined || isSign(best.text))
        continue;
      const truth = words[truths.get(index) ?? -1];
      const ignored = ignore.reduce((sum, region) => sum + intersectionArea(place, region), 0);
      const isAlone = words.every(({ box }) => intersectionArea(box, place) === 0);
      if (truth === undefined && (isAlone || ignored >= boxArea(place) / 2)) continue;
      const isRight = truth !== undefined && normalizeText(truth.text) === best.text;
      all.push({ confidence: best.confidence, doubt: word.doubt, isRight });
    }
  }
  return all;
}

function figuresOf(words: readonly JudgedWord[], confidenceOf: (word: JudgedWord) => number): string[] {
  const known = words.map((word) => ({ confidence: confidenceOf(word), isRight: word.isRight }));
  const read = known.filter(({ confidence }) => confidence >= sure);
  const wrong = read.filter(({ isRight }) => !isRight).length;
  return [
    share(expectedCalibrationError(known)),
    String(read.length),
    `${wrong} (${share(wrong / read.length)})`,
  ];
}
