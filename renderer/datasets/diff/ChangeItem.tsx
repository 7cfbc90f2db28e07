import type { HeldSample, SampleChange } from '../../../shared/contract/datasetContents.ts';
import { boxOfQuad } from '../../../shared/geometry.ts';
import { changeNames, markNames, splitNames } from '../../common/names.ts';
import { SamplePicture } from '../SamplePicture.tsx';
import { otherChanges } from './otherChanges.ts';
import { partsOf, type TextPart } from './textParts.ts';

/** One sample before and after, with the differences marked. */
export function ChangeItem({ change }: { readonly change: SampleChange }) {
  const { key, kinds, before, after } = change;
  return (
    <li className="change">
      <header>
        <bdi className="change-key">{key}</bdi>
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
  const isMoved = other !== null && JSON.stringify(other.quad) !== JSON.stringify(sample.quad);
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
