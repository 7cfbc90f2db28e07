import type { EventPayload } from '../../shared/contract/contract.ts';
import { runWords } from '../../shared/networks.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Run, RunEvaluation, RunId } from '../../shared/contract/run.ts';
import { counted, formatCount } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { type Listen, note, noteFailure, onInterrupt, printJson, tell } from './command.ts';
import { showProgress, timeText } from './terminal.ts';

/**
 * Prints the events of a run until it ends, as JSON lines or as text. Ctrl-C pauses the run and saves a
 * checkpoint.
 *
 * @throws InkdexError when the run cannot be paused, or the library can no longer be read
 * @returns the run when it is done; null when it was stopped or failed: the reason is printed and sets the exit status
 */
export async function followRun(
  { training, jobs }: Pick<Services, 'training' | 'jobs'>,
  listen: Listen<'runChanged'>,
  id: RunId,
  json: boolean,
): Promise<Run | null> {
  const told = { phase: '', notices: 0 };
  // Evaluations are lines of their own; where there is no terminal, they are enough.
  const progress = showProgress('steps', true);
  listen((change) => {
    if (change.run.id !== id) return;
    announceChange(change, told, json);
    const { phase, step, totalSteps, etaSeconds } = change.run;
    if (phase === 'training') progress.update(step, totalSteps, etaSeconds);
    else progress.end();
  });
  const pause = async (): Promise<Run> => {
    await jobs.calls.pauseJob(training.calls.getRun({ run: id }).run);
    return training.calls.getRun({ run: id }).run;
  };
  const { promise: paused, resolve: stopped, reject: failed } = Promise.withResolvers<Run>();
  const unwatch = onInterrupt(() => {
    pause().then(stopped, failed);
  });
  const run = await Promise.race([training.finished(id), paused]).finally(() => {
    unwatch();
    progress.end();
  });
  if (run.state === 'done') return run;
  if (json) printJson({ event: run.state, run: id, step: run.step, error: run.error });
  noteFailure(reasonOf(run));
  return null;
}

function announceChange(
  { run, points, evaluations }: EventPayload<'runChanged'>,
  told: { phase: string; notices: number },
  json: boolean,
): void {
  for (const notice of run.notices.slice(told.notices)) {
    tell(json, { event: 'notice', run: run.id, notice }, notice);
  }
  told.notices = run.notices.length;
  if (run.phase !== null && run.phase !== told.phase) {
    told.phase = run.phase;
    const { totalSteps, words, engine } = run;
    tell(json, { event: run.phase, run: run.id, words, totalSteps, engine }, phaseLine(run));
  }
  for (const point of points) {
    if (json) printJson({ event: 'step', run: run.id, ...point, etaSeconds: run.etaSeconds });
  }
  for (const evaluation of evaluations) {
    if (json) printJson({ event: 'evaluated', run: run.id, ...evaluation, ...namedScores(run, evaluation) });
    else note(evaluationLine(run, evaluation));
  }
}

/** A score under the names that other systems print: attention-ocr, and of characters and lines text-recognizer-pro. */
function namedScores({ reads }: Run, { heldBack: { loss, wer } }: RunEvaluation): Record<string, number> {
  if (reads === 'page') return { crossEntropy: loss };
  if (reads === 'character') return { loss, characterAccuracy: 1 - wer };
  return { loss, perplexity: Math.exp(loss) };
}

/** `characterAccuracy` as people write it. */
function spaced(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}

function phaseLine({ id, phase, words, reads, totalSteps, engine }: Run): string {
  if (phase !== 'training') return `Run ${String(id)}: ${phase ?? ''}`;
  return `Run ${String(id)}: training on ${counted(words ?? 0, runWords(reads).sample)}, ${counted(totalSteps ?? 0, 'step')}, ${engine?.engine ?? ''}`;
}

function evaluationLine(run: Run, { step, heldBack, best }: RunEvaluation): string {
  const { sample, scored, rates } = runWords(run.reads);
  const [cer, wer] = rates;
  const speed =
    run.wordsPerSecond === null
      ? ''
      : `, ${run.wordsPerSecond.toFixed(sample === 'word' ? 0 : 1)} ${sample}s/s`;
  const left = run.etaSeconds === null ? '' : `, ${timeText(run.etaSeconds)} left`;
  const named = Object.entries(namedScores(run, { step, heldBack, base: null, best })).map(
    ([name, value]) => `, ${spaced(name)} ${value.toFixed(4)}`,
  );
  return (
    `step ${formatCount(step)} of ${formatCount(run.totalSteps ?? 0)}: ${cer} ${percent(heldBack.cer)}, ${wer} ${percent(heldBack.wer)} ` +
    `on held-back ${scored}s${named.join('')}${best ? ', best so far' : ''}${speed}${left}`
  );
}

function reasonOf({ id, state, error }: Run): InkdexError {
  // A cancelled run, or one without usable data, would only fail again.
  const canGoOn = state === 'paused' || (state === 'failed' && error?.code !== 'data-invalid');
  const goOn = canGoOn ? ` To continue, run: inkdex train --resume ${String(id)}` : '';
  if (error !== null) return new InkdexError(error.code, `${error.message}${goOn}`);
  return new InkdexError('cancelled', `The run is ${state}.${goOn}`);
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
