import { blankClass } from '../../../shared/alphabet.ts';

/**
 * The extended label of CTC: its characters with a blank before, between and after them. `[a, b]` becomes `[blank,
 * a, blank, b, blank]`.
 */
export function alignmentStates(label: Int32Array): Int32Array {
  const states = new Int32Array(2 * label.length + 1).fill(blankClass);
  for (const [index, letter] of label.entries()) states[2 * index + 1] = letter;
  return states;
}

/** Whether a path may skip the blank before a state: only between two different characters. */
export function maySkip(states: Int32Array, state: number): boolean {
  return state >= 2 && states[state] !== blankClass && states[state] !== states[state - 2];
}

/**
 * Whether a label fits into a number of time steps: one step for each character, and one for the blank between two
 * equal characters.
 */
export function isAlignable(label: Int32Array, frames: number): boolean {
  const repeats = label.filter((letter, index) => index > 0 && letter === label[index - 1]).length;
  return label.length + repeats <= frames;
}

/** Shape of the logits. */
export type CtcShape = readonly [time: number, batch: number, classes: number];

export interface CtcResult {
  /** -log p of each label; 0 for a label that does not fit into its frames. */
  readonly losses: Float32Array;
  /** The gradient of the sum of the losses with respect to the logits, [time, batch, classes]. */
  readonly gradient: Float32Array;
}

/**
 * The forward-backward algorithm in log space over arrays, sample by sample (Graves et al., 2006, section 4.1).
 *
 * @param logProbabilities the log-softmax of the logits
 * @param probabilities the softmax of the logits; the gradient overwrites it
 * @param frames number of time steps of each sample; later steps get no gradient
 */
export function ctcForwardBackward(
  logProbabilities: Float32Array,
  probabilities: Float32Array,
  shape: CtcShape,
  labels: readonly Int32Array[],
  frames: readonly number[],
): CtcResult {
  const gradient = probabilities;
  const [time, batch, classes] = shape;
  const losses = new Float32Array(labels.length);
  for (const [sample, label] of labels.entries()) {
    const given = frames[sample];
    const counted = isAlignable(label, given) ? given : 0;
    for (let frame = counted; frame < time; frame += 1) {
      const start = (frame * batch + sample) * classes;
      gradient.fill(0, start, start + classes);
    }
    if (counted === 0) continue;
    const states = alignmentStates(label);
    const emissions = emissionsOf(logProbabilities, shape, { sample, frames: counted, states });
    const { forward, logLikelihood } = forwardPass(emissions, states, counted);
    losses[sample] = -logLikelihood;
    subtractPosteriors(emissions, states, { forward, logLikelihood }, (frame, state, posterior) => {
      const at = (frame * batch + sample) * classes + states[state];
      gradient[at] -= posterior;
    });
  }
  return { losses, gradient };
}

/** The log-probability of each state's class at each frame of one sample, [frames, states]. */
function emissionsOf(
  logProbabilities: Float32Array,
  [, batch, classes]: CtcShape,
  { sample, frames, states }: { sample: number; frames: number; states: Int32Array },
): Float64Array {
  const emissions = new Float64Array(frames * states.length);
  for (let frame = 0; frame < frames; frame += 1) {
    const start = (frame * batch + sample) * classes;
    for (let state = 0; state < states.length; state += 1) {
      emissions[frame * states.length + state] = logProbabilities[start + states[state]];
    }
  }
  return emissions;
}

interface Forward {
  /** log alpha: log p of all partial paths that end in a state at a frame, including that frame. */
  readonly forward: Float64Array;
  /** log p of the label. */
  readonly logLikelihood: number;
}

function forwardPass(emissions: Float64Array, states: Int32Array, frames: number): Forward {
  const count = states.length;
  const forward = new Float64Array(frames * count).fill(-Infinity);
  for (let state = 0; state < Math.min(2, count); state += 1) forward[state] = emissions[state];
  for (let frame = 1; frame < frames; frame += 1) {
    const before = (frame - 1) * count;
    for (let state = 0; state < count; state += 1) {
      const stay = forward[before + state];
      const step = state >= 1 ? forward[before + state - 1] : -Infinity;
      const skip = maySkip(states, state) ? forward[before + state - 2] : -Infinity;
      const at = frame * count + state;
      forward[at] = logSumExp(stay, step, skip) + emissions[at];
    }
  }
  const last = frames * count - 1;
  const beforeLast = count >= 2 ? forward[last - 1] : -Infinity;
  return { forward, logLikelihood: logSumExp(forward[last], beforeLast, -Infinity) };
}

/** The backward recursion: calls `subtract` with the probability of each state at each frame. */
function subtractPosteriors(
  emissions: Float64Array,
  states: Int32Array,
  { forward, logLikelihood }: Forward,
  subtract: (frame: number, state: number, posterior: number) => void,
): void {
  const count = states.length;
  // log beta: log p of all path endings after a frame, by the state at that frame.
  let backward = new Float64Array(count).fill(-Infinity);
  for (let state = Math.max(0, count - 2); state < count; state += 1) backward[state] = 0;
  for (let frame = emissions.length / count - 1; frame >= 0; frame -= 1) {
    for (let state = 0; state < count; state += 1) {
      const logPosterior = forward[frame * count + state] + backward[state] - logLikelihood;
      if (logPosterior > -Infinity) subtract(frame, state, Math.exp(logPosterior));
    }
    const earlier = new Float64Array(count);
    const ending = (state: number): number => backward[state] + emissions[frame * count + state];
    for (let state = 0; state < count; state += 1) {
      const step = state + 1 < count ? ending(state + 1) : -Infinity;
      const skip = state + 2 < count && maySkip(states, state + 2) ? ending(state + 2) : -Infinity;
      earlier[state] = logSumExp(ending(state), step, skip);
    }
    backward = earlier;
  }
}

function logSumExp(a: number, b: number, c: number): number {
  const largest = Math.max(a, b, c);
  if (largest === -Infinity) return -Infinity;
  return largest + Math.log(Math.exp(a - largest) + Math.exp(b - largest) + Math.exp(c - largest));
}
