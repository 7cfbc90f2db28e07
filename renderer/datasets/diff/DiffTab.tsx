import { VersionChoice } from '../VersionChoice.tsx';
import { FilterLink } from '../../ui/FilterLink.tsx';
import { ArrowRight, CircleCheckBig, GitCompare } from 'lucide-react';
import { useState } from 'react';
import {
  type ChangeCounts,
  changeKindSchema,
  type Contents,
  type HeldSample,
  type SampleChange,
} from '../../../shared/contract/datasetContents.ts';
import { boxOfQuad, isSameOutline } from '../../../shared/geometry.ts';
import { useCall } from '../../host/useCall.ts';
import type { DatasetRoute } from '../../state/datasetRoute.ts';
import { formatRoute } from '../../state/route.ts';
import { navigation } from '../../state/stores.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import type { TabProps } from '../DatasetScreen.tsx';
import { changeNames, markNames, splitNames } from '../../common/names.ts';
import { Pager } from '../Pager.tsx';
import { Refused } from '../Refused.tsx';
import { nameOfChange, otherChanges, partsOf, sidesOf, type TextPart } from './changes.ts';
import { SamplePicture } from '../SamplePicture.tsx';

const pageSize = 50;

/** The changes from one version to another, or to the current state of the dataset. */
export function DiffTab({ route, dataset, versions }: TabProps) {
  const { before, after } = sidesOf(route, dataset, versions);
  if (before === null) {
    return (
      <EmptyState icon={GitCompare} title="Nothing to compare">
        <p>
          {versions.length === 0
            ? 'Freeze the dataset first. Later changes are shown here, with the pictures side by side.'
            : 'This is the first version. To see later changes, choose a newer version.'}
        </p>
      </EmptyState>
    );
  }
  return (
    <div className="dataset-page">
      <div className="diff-sides">
        <VersionChoice
          label="From"
          version={before}
          versions={versions}
          hasNow={false}
          onChange={(version) => {
            navigation.getState().navigate({ ...route, before: version });
          }}
        />
        <ArrowRight size={16} aria-hidden />
        <VersionChoice
          label="To"
          version={after}
          versions={versions}
          hasNow
          onChange={(version) => {
            navigation.getState().navigate({ ...route, before, version });
          }}
        />
      </div>
      <Changes
        key={`${before} ${String(after)} ${String(route.kind)}`}
        route={route}
        before={{ version: before }}
        after={after === null ? { dataset: dataset.id } : { version: after }}
      />
    </div>
  );
}

interface ChangesProps {
  readonly route: DatasetRoute;
  readonly before: Contents;
  readonly after: Contents;
}

function Changes({ route, before, after }: ChangesProps) {
  const [offset, setOffset] = useState(0);
  const ask = { before, after, kind: route.kind, offset, limit: pageSize };
  const { answer, error } = useCall('diffContents', ask);
  if (error !== null) return <Refused error={error} />;
  if (answer === undefined) return <div aria-busy />;
  const isSame = Object.values(answer.counts).every((count) => count === 0);
  if (isSame) {
    return (
      <EmptyState icon={CircleCheckBig} title="No differences">
        <p role="status">All images and labels are the same.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <KindChoice route={route} counts={answer.counts} />
      <ul className="changes" aria-label="Changes">
        {answer.changes.map((change) => (
          <ChangeItem key={change.key} change={change} />
        ))}
      </ul>
      <Pager total={answer.total} offset={offset} limit={pageSize} onMove={setOffset} />
    </>
  );
}

function KindChoice({ route, counts }: { readonly route: DatasetRoute; readonly counts: ChangeCounts }) {
  const kinds = changeKindSchema.options.filter((kind) => counts[kind] > 0 || kind === route.kind);
  return (
    <nav className="status-filter" aria-label="Type of change">
      <FilterLink href={formatRoute({ ...route, kind: null })} name="All" isCurrent={route.kind === null} />
      {kinds.map((kind) => (
        <FilterLink
          key={kind}
          href={formatRoute({ ...route, kind })}
          name={changeNames[kind]}
          count={counts[kind]}
          isCurrent={route.kind === kind}
        />
      ))}
    </nav>
  );
}

/** One sample before and after, with the differences marked. */
function ChangeItem({ change }: { readonly change: SampleChange }) {
  const { key, kinds, before, after } = change;
  return (
    <li className="change">
      <header>
        <bdi className="change-key" title={key}>
          {nameOfChange(change)}
        </bdi>
        {kinds.map((kind) => (
          <span key={kind} className="tag" data-change={kind}>
            {changeNames[kind]}
          </span>
        ))}
      </header>
      <div className="change-sides">
        <Side name="Before" sample={before} other={after} />
        <Side name="After" sample={after} other={before} />
      </div>
      {before !== null && after !== null && kinds.includes('other') && (
        <p className="hint">{otherChanges(before, after).join(' · ')}</p>
      )}
    </li>
  );
}

interface SideProps {
  readonly name: 'Before' | 'After';
  readonly sample: HeldSample | null;
  readonly other: HeldSample | null;
}

function Side({ name, sample, other }: SideProps) {
  if (sample === null) {
    return (
      <figure className="change-side is-absent">
        <figcaption>{name === 'Before' ? 'Not present yet' : 'No longer present'}</figcaption>
      </figure>
    );
  }
  const isMoved = other !== null && !isSameOutline(other.quad, sample.quad);
  return (
    <figure className="change-side">
      <SamplePicture sample={sample} />
      <figcaption>
        <span className="visually-hidden">{name}: </span>
        {sample.mark === 'text' ? (
          <Text parts={partsOf(sample.text, other?.mark === 'text' ? other.text : sample.text)} name={name} />
        ) : (
          <em>{markNames[sample.mark]}</em>
        )}
        <span className="sample-tile-note">
          {sample.split !== null && <span className="split-dot" data-split={sample.split} aria-hidden />}
          {splitNames[sample.split ?? 'none']}
          {isMoved && ` · ${describeBox(sample)}`}
        </span>
      </figcaption>
    </figure>
  );
}

function Text({ parts, name }: { readonly parts: readonly TextPart[]; readonly name: 'Before' | 'After' }) {
  const Mark = name === 'Before' ? 'del' : 'ins';
  return (
    <span className="change-text" dir="auto">
      {parts.map(({ text, isOther }, index) =>
        isOther ? <Mark key={index}>{text}</Mark> : <span key={index}>{text}</span>,
      )}
    </span>
  );
}

function describeBox({ quad }: HeldSample): string {
  if (quad === null) return 'the whole image';
  const [x, y, width, height] = boxOfQuad(quad).map((value) => String(Math.round(value)));
  return `box ${x ?? ''}, ${y ?? ''}; ${width ?? ''} × ${height ?? ''}`;
}
