import { useState } from 'react';
import type { EvaluationReport } from '../../../shared/contract/evaluation.ts';
import { formatRate } from '../../ui/figures.ts';
import { ChoiceButtons } from '../../ui/ChoiceButtons.tsx';
import { formatCount } from '../../ui/format.ts';
import { nameOf } from './confusionMatrix.ts';
import { NumberTable } from '../../ui/NumberTable.tsx';

/** Error rates by word length. */
export function ByLength({ byLength }: Pick<EvaluationReport, 'byLength'>) {
  const most = Math.max(...byLength.map(({ cer }) => cer), 0.01);
  return (
    <NumberTable label="By word length" kind="breakdown">
      <thead>
        <tr>
          <th scope="col">Characters</th>
          <th scope="col">Words</th>
          <th scope="col">WER</th>
          <th scope="col">CER</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {byLength.map(({ length, words, cer, wer }) => (
          <tr key={length}>
            <th scope="row">{length}</th>
            <td>{formatCount(words)}</td>
            <td>{formatRate(wer)}</td>
            <td>{formatRate(cer)}</td>
            <Bar share={cer / most} />
          </tr>
        ))}
      </tbody>
    </NumberTable>
  );
}

type Order = 'worst' | 'common';

/** Error rate of each character. */
export function ByLetter({ byLetter }: Pick<EvaluationReport, 'byLetter'>) {
  const [order, setOrder] = useState<Order>('worst');
  const letters = byLetter
    .map(({ letter, count, right }) => ({ letter, count, wrong: count === 0 ? 0 : 1 - right / count }))
    .sort((a, b) => (order === 'worst' ? b.wrong - a.wrong : 0) || b.count - a.count);
  return (
    <>
      <ChoiceButtons
        label="Character order"
        value={order}
        options={[
          ['worst', 'Worst first'],
          ['common', 'Most frequent first'],
        ]}
        onChange={setOrder}
      />
      <NumberTable label="By character" kind="breakdown">
        <thead>
          <tr>
            <th scope="col">Character</th>
            <th scope="col">Count</th>
            <th scope="col">Error rate</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {letters.map(({ letter, count, wrong }) => (
            <tr key={letter}>
              <th scope="row">
                <kbd>{nameOf(letter)}</kbd>
              </th>
              <td>{formatCount(count)}</td>
              <td>{formatRate(wrong)}</td>
              <Bar share={wrong} />
            </tr>
          ))}
        </tbody>
      </NumberTable>
    </>
  );
}

/** The same number as a bar, hidden from screen readers. */
function Bar({ share }: { readonly share: number }) {
  return (
    <td className="bar-cell" aria-hidden>
      <span className="bar" style={{ width: `${100 * Math.min(1, share)}%` }} />
    </td>
  );
}
