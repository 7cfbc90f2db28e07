import { TriangleAlert } from 'lucide-react';
import type { LookAlikeGroup } from '../../../shared/contract/datasetContents.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { markNames, splitNames } from '../../common/names.ts';
import { SamplePicture } from '../SamplePicture.tsx';

interface LookAlikesProps {
  readonly group: LookAlikeGroup;
  /** Removes all but the first; null if the samples cannot be edited. */
  readonly onKeepFirst: (() => void) | null;
}

/** A group of duplicate samples side by side, with their labels. */
export function LookAlikes({ group, onKeepFirst }: LookAlikesProps) {
  const { kind, isAcrossSplits, samples, size } = group;
  const labels = new Set(samples.map(({ text, mark }) => `${mark} ${text}`));
  return (
    <li className="look-alike-group">
      <header>
        <h3>
          {kind === 'same' ? 'Same image region' : 'Near-duplicates'}: {formatPlural(size, 'sample')}
        </h3>
        {isAcrossSplits && (
          <span className="tag tag-bad">
            <TriangleAlert size={12} aria-hidden />
            In several splits
          </span>
        )}
        {labels.size > 1 && <span className="tag tag-changed">Different labels</span>}
        {onKeepFirst !== null && (
          <Button kind="quiet" onClick={onKeepFirst}>
            Keep only the first
          </Button>
        )}
      </header>
      <ul>
        {samples.map((sample) => (
          <li key={sample.id} className="look-alike">
            <SamplePicture sample={sample} />
            <span className="sample-tile-text" dir="auto" data-mark={sample.mark}>
              {sample.mark === 'text' ? sample.text : markNames[sample.mark]}
            </span>
            <span className="sample-tile-note">
              {sample.split !== null && <span className="split-dot" data-split={sample.split} aria-hidden />}
              {splitNames[sample.split ?? 'none']} · <bdi>{sample.key}</bdi>
            </span>
          </li>
        ))}
      </ul>
      {size > samples.length && <p className="hint">And {formatCount(size - samples.length)} more.</p>}
    </li>
  );
}
