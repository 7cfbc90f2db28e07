import { CircleCheckBig, CircleHelp, CircleMinus } from 'lucide-react';
import { Fragment, useState } from 'react';
import { runWords } from '../../../shared/networks.ts';
import type { Run, RunResult, RunSample } from '../../../shared/contract/run.ts';
import type { Evaluation } from '../../../shared/contract/evaluation.ts';
import { verdictOf } from '../../../shared/runVerdict.ts';
import { editDistance } from '../../../shared/text.ts';
import { ChangedWordsLink } from '../../common/ChangedWordsLink.tsx';
import { ReadWithModelsInUse } from '../../common/ReadWithModelsInUse.tsx';
import { RollBackButton } from '../../common/RollBackButton.tsx';
import { formatRoute } from '../../state/route.ts';
import { useCall } from '../../host/useCall.ts';
import { attempt, models } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { formatPoints, formatRate } from '../../ui/figures.ts';
import { describeScores, headlineOf, outcomeOf } from '../../common/verdict.ts';
import { NumberTable } from '../../ui/NumberTable.tsx';
import { splitNames } from '../../common/names.ts';
import { ChoiceButtons } from '../../ui/Field.tsx';
import { AnswerPicture } from '../../ui/AnswerPicture.tsx';
import { WordReading } from '../../ui/WordReading.tsx';

interface RunOutcomeProps {
  readonly run: Run;
  readonly result: RunResult;
}

/** The result of a run: scores before and after, and the actions on the new model. */
export function RunOutcome({ run, result }: RunOutcomeProps) {
  const outcome = outcomeOf(result);
  const Icon =
    outcome === 'unsure'
      ? CircleHelp
      : outcome === 'better' || outcome === 'new'
        ? CircleCheckBig
        : CircleMinus;
  return (
    <section className="panel run-outcome" data-better={outcome === 'better'} aria-labelledby="outcome">
      <header>
        <Icon size={24} aria-hidden />
        <h2 id="outcome">{headlineOf(run, result)}</h2>
      </header>
      <p>{describeScores(run, result)}.</p>
      <p className="hint">{verdictOf(run.kind, result, run.reads).verdict}</p>
      <BeforeAfter run={run} result={result} />
      <RunEvaluations run={run} />
      <Use result={result} />
    </section>
  );
}

/** Error rates before and after, in detail. */
function BeforeAfter({ run, result: { before, after } }: RunOutcomeProps) {
  const { scored, rates } = runWords(run.reads);
  const rows = [
    { name: `Held-out ${scored}s`, was: before?.heldBack ?? null, now: after.heldBack },
    { name: 'Words by other writers', was: before?.base ?? null, now: before === null ? null : after.base },
  ];
  const columns = rates.flatMap((rate) =>
    before === null ? [rate] : [`${rate} before`, `${rate} after`, 'Change'],
  );
  return (
    <NumberTable label="Before and after" columns={[null, ...columns]}>
      {rows.map(
        ({ name, was, now }) =>
          now !== null && (
            <tr key={name}>
              <th scope="row">
                {name} <span className="hint">{formatCount(now.words)}</span>
              </th>
              {(['cer', 'wer'] as const).map((rate) => (
                <Fragment key={rate}>
                  {was !== null && <td>{formatRate(was[rate])}</td>}
                  <td>{formatRate(now[rate])}</td>
                  {was !== null && <td>{formatPoints(now[rate] - was[rate])}</td>}
                </Fragment>
              ))}
            </tr>
          ),
      )}
    </NumberTable>
  );
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
      <>
        <div className="run-use">
          <p>{link} is in use.</p>
          <RollBackButton kind="recogniser" />
        </div>
        <ReadWithModelsInUse />
        <ChangedWordsLink />
      </>
    );
  }
  return (
    <>
      <div className="run-use">
        <p>{link} is not in use.</p>
        <Button
          kind={outcomeOf(result) === 'better' ? 'primary' : 'plain'}
          icon={CircleCheckBig}
          changes="promoteModel"
          onClick={() => void attempt(models.getState().promote(id))}
        >
          {result.better ? 'Use this model' : 'Use it anyway'}
        </Button>
      </div>
      <ReadWithModelsInUse />
    </>
  );
}

/** Evaluations before and after, on words used neither for training nor for choosing the best checkpoint. */
function RunEvaluations({ run }: { readonly run: Run }) {
  const { answer: evaluations = [] } = useCall('listEvaluations', { run: run.id }, { again: run.finishedAt });
  if (evaluations.length === 0) return null;
  const isBefore = ({ id }: Evaluation['model']) => id === run.base.model;
  const beforeAndAfter = evaluations.toSorted(
    (a, b) => Number(isBefore(b.model)) - Number(isBefore(a.model)),
  );
  return (
    <NumberTable
      label="Evaluations"
      caption={captionOf(evaluations)}
      columns={['Model', 'CER', 'WER', 'CER with decoder', 'WER with decoder', 'Report']}
    >
      {beforeAndAfter.map(({ id, model, greedy, decoder }) => (
        <tr key={id}>
          <th scope="row">
            {isBefore(model) ? 'before' : 'after'}: {model.id}
          </th>
          <td>{formatRate(greedy.cer)}</td>
          <td>{formatRate(greedy.wer)}</td>
          <td>{formatRate(decoder.cer)}</td>
          <td>{formatRate(decoder.wer)}</td>
          <td>
            <a
              href={formatRoute({ screen: 'evaluation', evaluation: id })}
              aria-label={`Report on ${model.id}`}
            >
              Report
            </a>
          </td>
        </tr>
      ))}
    </NumberTable>
  );
}

function captionOf([first]: readonly Evaluation[]): string {
  if (first === undefined) return '';
  const split = first.split === null ? 'All words' : `${splitNames[first.split]} split`;
  return `${split}, ${formatPlural(first.words, 'word')}, exact text`;
}

type Shown = 'all' | 'worst';

/** Held-out samples as the run reads them now: picture, output of the spatial transformer or mask of lines, text. */
interface RunSamplesProps {
  readonly samples: readonly RunSample[];
  readonly reads: Run['reads'];
}

export function RunSamples({ samples, reads }: RunSamplesProps) {
  const { sample } = runWords(reads);
  const isFinder = reads === 'page';
  const [shown, setShown] = useState<Shown>('all');
  if (samples.length === 0) return null;
  const right = samples.filter(({ truth, reading }) => truth === reading).length;
  return (
    <section aria-labelledby="samples">
      <header className="section-header">
        <h2 id="samples">Held-out {sample}s</h2>
        <span className="hint">
          {isFinder
            ? 'Left: input of the network. Right: odd and even lines that it finds.'
            : 'An even selection, and the worst mistakes. Left: input of the network. Right: straightened.'}
        </span>
        <ChoiceButtons
          label={`Which ${sample}s`}
          value={shown}
          options={[
            ['all', 'All'],
            ['worst', 'Worst mistakes'],
          ]}
          onChange={setShown}
        />
      </header>
      <ul className="samples">
        {chosen(samples, shown).map(({ key, truth, reading, word, straightened }) => (
          <li key={key} className="sample">
            <div className="sample-pictures">
              <AnswerPicture bytes={word} alt={isFinder ? `A page of ${truth}` : `The ${sample} ${truth}`} />
              <AnswerPicture bytes={straightened} alt={isFinder ? 'Its lines as found' : 'Straightened'} />
            </div>
            <WordReading truth={truth} reading={reading} />
          </li>
        ))}
      </ul>
      {shown === 'worst' && right === samples.length && (
        <p className="hint">All {sample}s are read correctly.</p>
      )}
    </section>
  );
}

function chosen(samples: readonly RunSample[], shown: Shown): readonly RunSample[] {
  if (shown === 'all') return samples;
  const mistakes = samples.flatMap((sample) => {
    const edits = editDistance(sample.truth, sample.reading);
    return edits === 0 ? [] : [{ sample, edits }];
  });
  return mistakes.sort((a, b) => b.edits - a.edits).map(({ sample }) => sample);
}
