import { CircleCheckBig, Images, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Dataset, HeldSample, LookAlikeGroup } from '../../../shared/contract/datasetContents.ts';
import { useCall } from '../../host/useCall.ts';
import { contentsOf, type DatasetRoute } from '../../state/datasetRoute.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useAsking } from '../../ui/useOpen.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { Pager } from '../Pager.tsx';
import { Refused } from '../Refused.tsx';
import { WorkOffer } from '../work/GoingTasks.tsx';
import { ExcludeDialog } from './ExcludeDialog.tsx';
import { Button } from '../../ui/Button.tsx';
import { markNames, splitNames } from '../../common/names.ts';
import { SamplePicture } from '../SamplePicture.tsx';

const pageSize = 20;

interface LookAlikesViewProps {
  readonly route: DatasetRoute;
  readonly dataset: Dataset;
}

/** Duplicates and near-duplicates, those in several splits first. */
export function LookAlikesView({ route, dataset }: LookAlikesViewProps) {
  const contents = contentsOf(route);
  const [offset, setOffset] = useState(0);
  const excluding = useAsking<readonly HeldSample[]>();
  const { answer, error } = useCall('listLookAlikes', { contents, offset, limit: pageSize });
  if (error !== null) return <Refused error={error} />;
  if (answer === undefined) return <div className="dataset-page" aria-busy />;
  const { compared, pictures, total, groups } = answer;
  return (
    <div className="dataset-page">
      <WorkOffer
        work="compare"
        contents={contents}
        done={compared}
        all={pictures}
        what="picture"
        icon={Images}
        order="Compare pictures"
        why="This finds near-duplicates; exact duplicates are already known."
      />
      {total === 0 ? (
        compared >= pictures && (
          <EmptyState icon={CircleCheckBig} title="No duplicates">
            <p>All {formatCount(pictures)} pictures are different.</p>
          </EmptyState>
        )
      ) : (
        <p className="lead" role="status">
          {formatPlural(total, 'group')} of duplicates or near-duplicates.
        </p>
      )}
      <ul className="look-alike-groups" aria-label="Duplicates">
        {groups.map((group) => (
          <LookAlikes
            key={group.samples[0]?.id}
            group={group}
            onKeepFirst={route.version === null ? excluding.ask(group.samples.slice(1)) : null}
          />
        ))}
      </ul>
      <Pager total={total} offset={offset} limit={pageSize} onMove={setOffset} />
      {excluding.asked !== null && (
        <ExcludeDialog dataset={dataset.id} samples={excluding.asked} onClose={excluding.close} />
      )}
    </div>
  );
}

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
          <Button kind="quiet" changes="removeSamples" onClick={onKeepFirst}>
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
