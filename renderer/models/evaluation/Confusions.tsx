import { type KeyboardEvent, useRef, useState } from 'react';
import type { Confusion, EvaluationReport } from '../../../shared/contract/evaluation.ts';
import { formatCount } from '../../ui/format.ts';
import { confusionMatrix, type ConfusionMatrix, describeConfusion, nameOf } from './metrics.ts';
import { formatRate } from '../../ui/figures.ts';
import { ChoiceButtons } from '../../ui/Field.tsx';
import { NumberTable } from '../../ui/NumberTable.tsx';

const mostLetters = 28;
const listed = 12;

interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Confused characters: a heat map, and a list of the most frequent mistakes. */
export function ConfusionMap({ confusions }: { readonly confusions: readonly Confusion[] }) {
  const matrix = confusionMatrix(confusions, mostLetters);
  const mistakes = confusions.filter(({ truth, reading }) => truth !== reading);
  if (mistakes.length === 0) return <p className="hint">Every character was read correctly.</p>;
  return (
    <div className="confusions">
      <HeatMap matrix={matrix} />
      <div>
        <h3>Most frequent mistakes</h3>
        <ol className="mistakes">
          {mistakes.slice(0, listed).map(({ truth, reading, count }) => (
            <li key={`${truth} ${reading}`}>
              <span>
                <kbd>{nameOf(truth)}</kbd> as <kbd>{nameOf(reading)}</kbd>
              </span>
              <span className="hint">{formatCount(count)}</span>
            </li>
          ))}
        </ol>
        <p className="hint">∅ means no character: one was missed or added.</p>
      </div>
    </div>
  );
}

/** Rows are the true characters. The arrow keys move from cell to cell. */
function HeatMap({ matrix }: { readonly matrix: ConfusionMatrix }) {
  const { letters, counts, totals, mostMistaken } = matrix;
  const [pointed, setPointed] = useState<Cell | null>(null);
  const [tab, setTab] = useState<Cell>({ row: 0, column: 0 });
  const grid = useRef<HTMLTableElement>(null);
  const move = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const within = (place: number) => Math.min(Math.max(place, 0), letters.length - 1);
    const cell = { row: within(tab.row + step[0]), column: within(tab.column + step[1]) };
    grid.current?.querySelector<HTMLElement>(`[data-cell="${cell.row} ${cell.column}"]`)?.focus();
  };
  const said =
    pointed === null
      ? 'Rows: label. Columns: reading. Point at a cell, or use the arrow keys.'
      : describeConfusion(
          letters[pointed.row] ?? '',
          letters[pointed.column] ?? '',
          counts[pointed.row]?.[pointed.column] ?? 0,
          totals[pointed.row] ?? 0,
        );

  return (
    <div className="heat-place">
      <div className="table-scroll">
        <table
          ref={grid}
          role="grid"
          className="heat-map"
          aria-label="Confusion matrix: rows are labels, columns are readings"
          onKeyDown={move}
          onMouseLeave={() => {
            setPointed(null);
          }}
        >
          <thead>
            <tr>
              <td />
              {letters.map((letter) => (
                <th key={letter} scope="col">
                  {nameOf(letter)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {letters.map((truth, row) => (
              <tr key={truth}>
                <th scope="row">{nameOf(truth)}</th>
                {letters.map((reading, column) => {
                  const count = counts[row]?.[column] ?? 0;
                  const point = () => {
                    setPointed({ row, column });
                  };
                  return (
                    <td
                      key={reading}
                      role="gridcell"
                      data-cell={`${row} ${column}`}
                      tabIndex={tab.row === row && tab.column === column ? 0 : -1}
                      className={row === column ? 'is-right' : undefined}
                      style={row === column || count === 0 ? undefined : heat(count, mostMistaken)}
                      onMouseEnter={point}
                      onFocus={() => {
                        point();
                        setTab({ row, column });
                      }}
                    >
                      {row !== column && count > 0 && <span aria-hidden>{short(count)}</span>}
                      <span className="visually-hidden">
                        {describeConfusion(truth, reading, count, totals[row] ?? 0)}
                      </span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="heat-said">{said}</p>
    </div>
  );
}

/** A logarithmic scale, so that rare mistakes are visible too. Numbers stay readable on every shade. */
function heat(count: number, most: number): { backgroundColor: string } {
  const share = most <= 1 ? 1 : Math.log(count + 1) / Math.log(most + 1);
  const percent = Math.round(8 + 54 * share);
  return { backgroundColor: `color-mix(in srgb, var(--heat) ${percent}%, var(--surface))` };
}

function short(count: number): string {
  return count < 1000 ? String(count) : `${Math.round(count / 1000)}k`;
}

/** Error rates by word length. */
export function ByLength({ byLength }: Pick<EvaluationReport, 'byLength'>) {
  const most = Math.max(...byLength.map(({ cer }) => cer), 0.01);
  return (
    <NumberTable
      label="By word length"
      kind="breakdown"
      columns={['Characters', 'Words', 'WER', 'CER', null]}
    >
      {byLength.map(({ length, words, cer, wer }) => (
        <tr key={length}>
          <th scope="row">{length}</th>
          <td>{formatCount(words)}</td>
          <td>{formatRate(wer)}</td>
          <td>{formatRate(cer)}</td>
          <Bar share={cer / most} />
        </tr>
      ))}
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
      <NumberTable label="By character" kind="breakdown" columns={['Character', 'Count', 'Error rate', null]}>
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
