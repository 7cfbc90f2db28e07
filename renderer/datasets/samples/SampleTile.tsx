import { Check } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import type { HeldSample } from '../../../shared/contract/datasetContents.ts';
import { markNames, splitNames } from '../../common/names.ts';
import { SamplePicture } from '../SamplePicture.tsx';

interface SampleTileProps {
  readonly index: number;
  /** Undefined while it is loading. */
  readonly sample: HeldSample | undefined;
  readonly isSelected: boolean;
  readonly isSelecting: boolean;
  readonly isCurrent: boolean;
  readonly onClick: (index: number, event: MouseEvent) => void;
  readonly onFocus: (index: number) => void;
}

export const SampleTile = memo(function SampleTile(props: SampleTileProps) {
  const { index, sample, isSelected, isSelecting, isCurrent, onClick, onFocus } = props;
  const classes = ['sample-tile'];
  if (isSelected) classes.push('is-selected');
  if (isSelecting) classes.push('is-selecting');
  return (
    <div
      role="gridcell"
      className={classes.join(' ')}
      aria-selected={isSelected}
      {...(sample === undefined ? { 'aria-label': 'Loading' } : {})}
      data-index={index}
      tabIndex={isCurrent ? 0 : -1}
      onFocus={() => {
        onFocus(index);
      }}
      onClick={(event) => {
        onClick(index, event);
      }}
    >
      <div className="sample-tile-picture">
        {sample !== undefined && <SamplePicture sample={sample} />}
        <span className="tile-check" data-check aria-hidden>
          <Check size={14} strokeWidth={3} />
        </span>
      </div>
      {sample !== undefined && (
        <>
          <div className="sample-tile-text" data-mark={sample.mark} dir="auto">
            {sample.mark === 'text' ? sample.text : markNames[sample.mark]}
          </div>
          <div className="sample-tile-note">
            {sample.split !== null && (
              <span className="split-dot" data-split={sample.split} title={splitNames[sample.split]} />
            )}
            <bdi>{sample.writer ?? sample.page ?? sample.key}</bdi>
          </div>
        </>
      )}
    </div>
  );
});
