import type { BySplit } from '../../../shared/contract/datasetContents.ts';
import { formatCount } from '../../ui/format.ts';
import { splitNames, splitOrder } from '../../common/names.ts';

interface SplitBarProps {
  readonly splits: BySplit;
  /** Address of the samples of a split; without it, the legend has no links. */
  readonly addressOf?: (split: keyof BySplit) => string;
  /** Whether a legend with names and numbers is shown below. */
  readonly isLegend?: boolean;
}

/** The sizes of the splits as one bar. */
export function SplitBar({ splits, addressOf, isLegend = false }: SplitBarProps) {
  const shown = splitOrder.filter((split) => splits[split] > 0);
  const all = shown.reduce((sum, split) => sum + splits[split], 0);
  const text = shown.map((split) => `${splitNames[split]} ${formatCount(splits[split])}`).join(', ');
  return (
    <div className="split-bar">
      <div
        className="split-bar-line"
        title={text}
        {...(isLegend ? { 'aria-hidden': true } : { role: 'img', 'aria-label': text })}
      >
        {shown.map((split) => (
          <span key={split} data-split={split} style={{ width: `${(splits[split] / all) * 100}%` }} />
        ))}
      </div>
      {isLegend && (
        <ul className="split-bar-legend">
          {shown.map((split) => (
            <li key={split}>
              <span className="split-dot" data-split={split} aria-hidden />
              {addressOf === undefined ? (
                splitNames[split]
              ) : (
                <a href={addressOf(split)}>{splitNames[split]}</a>
              )}
              <span className="counts-number">
                {formatCount(splits[split])} · {share(splits[split], all)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function share(count: number, all: number): string {
  const percent = (count / all) * 100;
  return percent < 1 ? '< 1 %' : `${percent.toFixed(0)} %`;
}
