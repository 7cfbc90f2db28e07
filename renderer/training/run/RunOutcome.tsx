import { CircleCheckBig, CircleMinus } from 'lucide-react';
import type { Run, RunResult, Score } from '../../../shared/contract/run.ts';
import { RollBackButton } from '../../common/RollBackButton.tsx';
import { formatRoute } from '../../state/route.ts';
import { useCall } from '../../host/useCall.ts';
import { models, toasts } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format.ts';
import { formatPoints, formatRate } from '../../ui/figures.ts';
import { headlineOf } from '../../common/verdict.ts';
import { RunEvaluations } from './RunEvaluations.tsx';
import { NumberTable } from '../../ui/NumberTable.tsx';

interface RunOutcomeProps {
  readonly run: Run;
  readonly result: RunResult;
}

/** The result of a run: scores before and after, and the actions on the new model. */
export function RunOutcome({ run, result }: RunOutcomeProps) {
  const { better, verdict } = result;
  const Icon = better ? CircleCheckBig : CircleMinus;
  return (
    <section className="panel run-outcome" data-better={better} aria-labelledby="outcome">
      <header>
        <Icon size={24} aria-hidden />
        <h2 id="outcome">{headlineOf(run.kind, result)}</h2>
      </header>
      <p className="hint">{verdict}</p>
      <BeforeAfter result={result} />
      <RunEvaluations run={run} />
      <Use result={result} />
    </section>
  );
}

function BeforeAfter({ result: { before, after } }: { readonly result: RunResult }) {
  return (
    <NumberTable label="Before and after" kind="before-after">
      <caption className="visually-hidden">Error rates before and after, greedy decoding</caption>
      <thead>
        <tr>
          <td />
          <th scope="col" colSpan={3}>
            CER
          </th>
          <th scope="col" colSpan={3}>
            WER
          </th>
        </tr>
        <tr>
          <td />
          {['CER', 'WER'].flatMap((rate) =>
            ['before', 'after', 'change'].map((what) => (
              <th key={`${rate} ${what}`} scope="col">
                {what}
              </th>
            )),
          )}
        </tr>
      </thead>
      <tbody>
        <ScoreRow name="Held-out words" before={before.heldBack} after={after.heldBack} />
        {before.base !== null && after.base !== null && (
          <ScoreRow name="Words by other writers" before={before.base} after={after.base} />
        )}
      </tbody>
    </NumberTable>
  );
}

interface ScoreRowProps {
  readonly name: string;
  readonly before: Score;
  readonly after: Score;
}

function ScoreRow({ name, before, after }: ScoreRowProps) {
  return (
    <tr>
      <th scope="row">
        {name} <span className="hint">{formatCount(after.words)}</span>
      </th>
      <td>{formatRate(before.cer)}</td>
      <td>{formatRate(after.cer)}</td>
      <td>
        <Change value={after.cer - before.cer} />
      </td>
      <td>{formatRate(before.wer)}</td>
      <td>{formatRate(after.wer)}</td>
      <td>
        <Change value={after.wer - before.wer} />
      </td>
    </tr>
  );
}

function Change({ value }: { readonly value: number }) {
  const tone = value < 0 ? 'is-good' : value > 0 ? 'is-bad' : undefined;
  return <span className={tone}>{formatPoints(value)}</span>;
}

/** Says whether the new model is in use, with a button to use it. */
function Use({ result }: { readonly result: RunResult }) {
  const id = result.model;
  const { answer: all } = useCall('listModels', {});
  const model = all?.find((each) => each.id === id);
  const link = <a href={formatRoute({ screen: 'model', model: id })}>{id}</a>;

  if (all === undefined) return null;
  if (model === undefined) return <p className="hint">Its model {id} has been removed.</p>;
  if (model.promoted) {
    return (
      <div className="run-use">
        <p>
          {link} is in use{result.promoted ? ' because it is better' : ''}.
        </p>
        <RollBackButton kind="recogniser" />
      </div>
    );
  }
  return (
    <div className="run-use">
      <p>
        {link} {result.better ? 'is not in use.' : 'is not in use because it is not better.'}
      </p>
      <Button
        kind={result.better ? 'primary' : 'plain'}
        icon={CircleCheckBig}
        onClick={() => void toasts.getState().attempt(models.getState().promote(id))}
      >
        {result.better ? 'Use this model' : 'Use it anyway'}
      </Button>
    </div>
  );
}
