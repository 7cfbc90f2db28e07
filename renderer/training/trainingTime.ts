import type { CallResult } from '../../shared/contract/contract.ts';
import { trainingSettings } from '../../shared/trainingPresets.ts';
import { nameOfEngine } from '../common/names.ts';
import { formatDuration } from '../ui/format.ts';

export interface TrainingTime {
  readonly text: string;
  /** Whether a faster engine can be installed, or the speed of this one is not known yet. */
  readonly isSlow: boolean;
}

/** How many times as fast TensorFlow is as WebAssembly: NOTEBOOK.md, "Training". */
const tensorflowGain = 25;

type Asked = Pick<CallResult<'engineChoice'>, 'chosen' | 'engines'> &
  Pick<CallResult<'correctionsState'>, 'samples' | 'run'>;

/** With which engine a training on the corrections would run, how long here, and what a faster engine costs. */
export function trainingTime({ chosen, engines, samples, run }: Asked): TrainingTime {
  const available = engines.filter((each) => each.available).map(({ engine }) => engine);
  const hasTensorflow = available.includes('tensorflow');
  const engine = chosen ?? (hasTensorflow ? 'tensorflow' : 'wasm');
  // Measured in the Settings, or by the last run.
  const speed =
    engines.find((each) => each.engine === engine)?.wordsPerSecond ??
    (run?.engine?.engine === engine ? run.wordsPerSecond : null);
  const seconds = speed === null || speed === 0 ? null : secondsOf(samples, speed);
  const name = nameOfEngine(engine);
  if (engine !== 'wasm') {
    const long = seconds === null ? '' : `: about ${formatDuration(seconds)} on this machine`;
    return { text: `Trains with ${name}${long}.`, isSlow: false };
  }
  const long =
    seconds === null
      ? `which takes about ${tensorflowGain} times as long as TensorFlow: up to hours`
      : `about ${formatDuration(seconds)} on this machine`;
  const short = seconds === null ? '' : ` and needs about ${formatDuration(seconds / tensorflowGain)}`;
  const faster = hasTensorflow
    ? `You chose it in the Settings; TensorFlow is installed${short}.`
    : `TensorFlow is a download of 850 MB${short}.`;
  return { text: `Trains with ${name}, ${long}. ${faster}`, isSlow: true };
}

/** @param speed words per second, with those of the replay */
function secondsOf(samples: number, speed: number): number {
  const { epochs, rehearsal } = trainingSettings('my-words');
  return (samples * epochs) / (1 - rehearsal) / speed;
}
