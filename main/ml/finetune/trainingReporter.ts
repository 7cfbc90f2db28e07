import type { RunPoint, RunSample } from '../../../shared/contract/run.ts';
import { editDistance, formatCount } from '../../../shared/text.ts';
import { encodeInk } from '../../imaging/formats/decode.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { paddedWidth } from '../networks/input.ts';
import type { Network } from '../networks/network.ts';
import { tf } from '../tf.ts';
import { imageTensor } from '../training/recogniserTask.ts';
import type { TrainingEvent } from '../training/train.ts';
import { evenly } from './chooseWords.ts';
import type { FineTuneEvent } from './fineTune.ts';
import type { WordScores } from './fineTuneTask.ts';
import type { HeldBackWord } from './prepareWords.ts';

/** Most points of a curve: more would not be visible. */
const mostPoints = 400;
/** Held-back words to show: evenly spaced ones, and those with the most errors. */
const evenSamples = 12;
const worstSamples = 12;

type RunScores = Omit<WordScores, 'readings'>;

export interface TrainingReporter<Scores extends RunScores> {
  /** Receives the scores for the next `evaluated` event. */
  readonly scored: (scores: Scores) => void;
  readonly report: (event: TrainingEvent) => Promise<void>;
  readonly isFinished: () => boolean;
}

interface ReporterParts<Scores extends RunScores> {
  /** Number of training words, or of other samples. */
  readonly words: number;
  /**
   * Scores of the weights that the training starts from, which are the evaluation at step 0; null for a new network,
   * which reads nothing yet.
   */
  readonly before: Scores | null;
  readonly samplesOf: (scores: Scores) => Promise<RunSample[]>;
}

/** Converts the events of a recogniser's training loop to those of a run. */
export function trainingReporter(
  network: ShownNetwork & { readonly heldBack: readonly HeldBackWord[] },
  parts: Omit<ReporterParts<WordScores>, 'samplesOf'>,
  onEvent: (event: FineTuneEvent) => void,
): TrainingReporter<WordScores> {
  const even = evenly(
    network.heldBack.map((word, index) => ({ word, index })),
    evenSamples,
  );
  async function samplesOf({ readings }: WordScores): Promise<RunSample[]> {
    const shown = [...even, ...worst(network.heldBack, readings, new Set(even.map(({ index }) => index)))];
    const pictures = await showWords(
      network,
      shown.map(({ word }) => word.ink),
    );
    return shown.map(({ word, index }, place) => ({
      key: word.key,
      truth: word.text,
      reading: readings[index],
      ...pictures[place],
    }));
  }
  return runReporter({ ...parts, samplesOf }, onEvent);
}

/** Converts the events of a training loop to those of a run. */
export function runReporter<Scores extends RunScores>(
  { words, before, samplesOf }: ReporterParts<Scores>,
  onEvent: (event: FineTuneEvent) => void,
): TrainingReporter<Scores> {
  let points: PointCollector | undefined;
  let scores: Scores | undefined;
  let finished = false;
  let totalSteps = 0;

  async function tellScores(step: number, told: Scores, best: boolean): Promise<void> {
    const { heldBack, base } = told;
    onEvent({
      type: 'evaluated',
      evaluation: { step, heldBack, base, best },
      samples: await samplesOf(told),
    });
  }

  return {
    scored: (scored) => {
      scores = scored;
    },
    async report(event) {
      switch (event.type) {
        case 'started':
          totalSteps = event.totalSteps;
          points = collectPoints(Math.ceil(event.totalSteps / mostPoints));
          onEvent({ type: 'started', words, step: event.step, totalSteps: event.totalSteps });
          if (event.step === 0 && before !== null) await tellScores(0, before, false);
          break;
        case 'step': {
          const point = points?.(event);
          if (point !== undefined) onEvent({ type: 'point', point });
          break;
        }
        case 'evaluated':
          if (scores !== undefined) await tellScores(event.step, scores, event.best);
          break;
        case 'split':
          onEvent({
            type: 'noticed',
            notice: `The device ran out of memory: from step ${formatCount(event.step)} on, each batch is computed in ${event.parts} parts.`,
          });
          break;
        case 'finished':
          finished = true;
          if (event.step < totalSteps) {
            onEvent({
              type: 'noticed',
              notice:
                `Stopped early, after step ${formatCount(event.step)} of ${formatCount(totalSteps)}: the held-back samples ` +
                'were read no better for as many evaluations in a row as the setting "patience" says. The best weights are kept.',
            });
          }
          break;
        case 'checkpointed':
        case 'stopped':
          break;
      }
    },
    isFinished: () => finished,
  };
}

type StepEvent = Extract<TrainingEvent, { type: 'step' }>;
type PointCollector = (event: StepEvent) => RunPoint | undefined;

/** Averages every `every` steps. The points are at the same steps even if the run was interrupted. */
function collectPoints(every: number): PointCollector {
  let steps: StepEvent[] = [];
  return (event) => {
    steps.push(event);
    if (event.step % every !== 0) return undefined;
    const sum = (valueOf: (step: StepEvent) => number): number =>
      steps.reduce((total, step) => total + valueOf(step), 0);
    const point: RunPoint = {
      step: event.step,
      loss: sum(({ loss }) => loss) / steps.length,
      learningRate: event.learningRate,
      wordsPerSecond: sum(({ samples }) => samples) / sum(({ seconds }) => seconds),
    };
    steps = [];
    return point;
  };
}

/** The words with the most edits between label and reading, without those already shown. */
function worst(
  words: readonly HeldBackWord[],
  readings: readonly string[],
  shown: ReadonlySet<number>,
): { word: HeldBackWord; index: number }[] {
  return words
    .map((word, index) => ({ word, index, edits: editDistance(word.text, readings[index]) }))
    .filter(({ index, edits }) => edits > 0 && !shown.has(index))
    .sort((a, b) => b.edits - a.edits || a.index - b.index)
    .slice(0, worstSamples);
}

export interface ShownNetwork {
  readonly network: Network;
}

/** Each word as input of the network and as output of the spatial transformer, as PNG in base64. */
async function showWords(
  { network }: ShownNetwork,
  words: readonly InkImage[],
): Promise<Pick<RunSample, 'word' | 'straightened'>[]> {
  const { config } = network;
  const { height } = config;
  const shown: Pick<RunSample, 'word' | 'straightened'>[] = [];
  for (const ink of words) {
    const width = paddedWidth(ink.width, config);
    const rectified = tf.tidy(() => network.rectify(imageTensor([{ ink, text: '' }], height, width)));
    const values = await rectified.data();
    rectified.dispose();
    shown.push({
      word: await base64(ink),
      straightened: await base64(leftPart(values, { height, width }, ink.width)),
    });
  }
  return shown;
}

async function base64(ink: InkImage): Promise<string> {
  return (await encodeInk(ink)).toString('base64');
}

/** Removes the padding on the right. */
function leftPart(
  values: ArrayLike<number>,
  { height, width }: { readonly height: number; readonly width: number },
  columns: number,
): InkImage {
  const data = new Uint8Array(height * columns);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      data[row * columns + column] = Math.max(0, Math.min(255, 255 * values[row * width + column]));
    }
  }
  return { width: columns, height, data };
}
