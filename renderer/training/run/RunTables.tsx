import type { RunWithCurves } from '../../../shared/contract/run.ts';
import { formatCount } from '../../ui/format.ts';
import { formatLearningRate, formatLoss, formatRate } from '../../ui/figures.ts';
import { NumberTable } from '../../ui/NumberTable.tsx';

/** The curves as numbers: a table of evaluations and a table of steps. */
export function RunTables({ shown: { points, evaluations } }: { readonly shown: RunWithCurves }) {
  const hasBase = evaluations.some(({ base }) => base !== null);
  return (
    <div className="tables">
      <NumberTable label="Evaluations during training">
        <caption>Evaluations</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">CER</th>
            <th scope="col">WER</th>
            <th scope="col">Loss</th>
            {hasBase && <th scope="col">CER, other writers</th>}
            {hasBase && <th scope="col">WER, other writers</th>}
            <th scope="col">Best</th>
          </tr>
        </thead>
        <tbody>
          {evaluations.map(({ step, heldBack, base, best }) => (
            <tr key={step}>
              <th scope="row">{formatCount(step)}</th>
              <td>{formatRate(heldBack.cer)}</td>
              <td>{formatRate(heldBack.wer)}</td>
              <td>{formatLoss(heldBack.loss)}</td>
              {hasBase && <td>{base === null ? '' : formatRate(base.cer)}</td>}
              {hasBase && <td>{base === null ? '' : formatRate(base.wer)}</td>}
              <td>{best ? 'best so far' : ''}</td>
            </tr>
          ))}
        </tbody>
      </NumberTable>
      <NumberTable label="Steps">
        <caption>Steps</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Loss</th>
            <th scope="col">Learning rate</th>
            <th scope="col">Words/s</th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ step, loss, learningRate, wordsPerSecond }) => (
            <tr key={step}>
              <th scope="row">{formatCount(step)}</th>
              <td>{formatLoss(loss)}</td>
              <td>{formatLearningRate(learningRate)}</td>
              <td>{formatCount(Math.round(wordsPerSecond))}</td>
            </tr>
          ))}
        </tbody>
      </NumberTable>
    </div>
  );
}
