import type { Run, RunWithCurves } from '../../../shared/contract/run.ts';
import { rowOf, type ComparedRow } from '../../ui/CompareTable.tsx';
import { nameOfEngine } from '../../common/names.ts';
import { formatCount } from '../../ui/format.ts';
import { presetNames, settingText } from '../describeRun.ts';
import { stateOf } from '../../state/runList.ts';
import { formatPoints, formatRate, formatSpan, formatSpeed } from '../../ui/figures.ts';
import { describeScores } from '../../common/verdict.ts';

export function compareScores(runs: readonly RunWithCurves[]): ComparedRow[] {
  const value = (name: string, valueOf: (run: Run) => string | null): ComparedRow =>
    rowOf(
      name,
      runs.map(({ run }) => valueOf(run) ?? '–'),
    );
  const least = (
    name: string,
    numberOf: (run: Run) => number | undefined,
    format: (value: number) => string,
  ) => {
    const numbers = runs.map(({ run }) => numberOf(run));
    const row = rowOf(
      name,
      numbers.map((number) => (number === undefined ? '–' : format(number))),
    );
    const lowest = Math.min(...numbers.filter((number) => number !== undefined));
    return {
      ...row,
      best: row.isSame ? [] : numbers.flatMap((number, index) => (number === lowest ? [index] : [])),
    };
  };
  return [
    value('State', stateOf),
    least(
      'CER after, held-out words',
      ({ result, best }) => (result?.after ?? best)?.heldBack.cer,
      formatRate,
    ),
    least(
      'WER after, held-out words',
      ({ result, best }) => (result?.after ?? best)?.heldBack.wer,
      formatRate,
    ),
    value('Held-out words', (run) => (run.result === null ? null : describeScores(run, run.result))),
    least('CER change, other writers', baseRise, (rise) => `${formatPoints(rise)} points`),
    value('Best checkpoint', ({ best }) => (best === null ? null : `step ${formatCount(best.step)}`)),
    value('Steps', ({ step, totalSteps }) =>
      totalSteps === null ? null : `${formatCount(step)} of ${formatCount(totalSteps)}`,
    ),
    value('Words', ({ words }) => (words === null ? null : formatCount(words))),
    value('Time', ({ startedAt, finishedAt }) => formatSpan(startedAt, finishedAt)),
    value('Speed', ({ wordsPerSecond }) => (wordsPerSecond === null ? null : formatSpeed(wordsPerSecond))),
    value('Model', ({ result }) => result?.model ?? null),
  ];
}

function baseRise({ result }: Run): number | undefined {
  if (result?.before?.base == null || result.after.base === null) return undefined;
  return result.after.base.cer - result.before.base.cer;
}

/** All settings, and everything else that a run depends on. */
export function compareConfigs(runs: readonly Run[]): ComparedRow[] {
  const value = (name: string, valueOf: (run: Run) => string): ComparedRow => rowOf(name, runs.map(valueOf));
  const names = Object.keys(runs[0]?.settings ?? {}) as (keyof Run['settings'])[];
  return [
    value('Dataset', ({ dataset }) => dataset?.slice(0, 10) ?? 'not frozen yet'),
    value('Base model', ({ base }) => `${base.model} ${base.sha256.slice(0, 10)}`),
    value('Preset', ({ preset }) => presetNames[preset]),
    ...names.map((name) => value(name, ({ settings }) => settingText(settings[name]))),
    value('Engine', ({ engine }) =>
      engine === null
        ? 'not started yet'
        : `${nameOfEngine(engine.engine)} ${engine.version}, ${engine.device}`,
    ),
    value('Machine', ({ machine }) => machine),
    value('Inkdex version', ({ code }) => code),
  ];
}
