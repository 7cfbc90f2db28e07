import type { Quad } from '../../shared/geometry.ts';
import type { WordId } from '../../shared/contract/word.ts';

export interface HitLightsProps {
  /** Pixels of the upright photo. */
  readonly width: number;
  readonly height: number;
  /** `word` is null for a place that is not a word yet. */
  readonly hits: readonly { readonly word: WordId | null; readonly quad: Quad }[];
  /** The words of the current hit. */
  readonly active: readonly WordId[];
}

/**
 * Highlights words on a photo: everything else is shaded, the words are yellow as with a marker. It fills its
 * positioned parent; its coordinates are photo pixels.
 */
export function HitLights({ width, height, hits, active }: HitLightsProps) {
  if (hits.length === 0) return null;
  const holes = hits.map(({ quad }) => pathOf(quad)).join(' ');
  return (
    <svg className="hit-lights" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
      <path className="hit-shade" fillRule="evenodd" d={`M0 0H${width}V${height}H0Z ${holes}`} />
      {hits.map(({ word, quad }) => (
        <HitMark
          key={word ?? pathOf(quad)}
          word={word}
          quad={quad}
          isActive={word !== null && active.includes(word)}
        />
      ))}
    </svg>
  );
}

interface HitMarkProps {
  readonly word: WordId | null;
  readonly quad: Quad;
  readonly isActive: boolean;
}

/** One highlighted word. The background is brightened first, so that the highlight is visible on a dark board. */
export function HitMark({ word, quad, isActive }: HitMarkProps) {
  const path = pathOf(quad);
  return (
    <>
      <path className="hit-glow" d={path} />
      <path data-word={word} className={isActive ? 'hit-light is-active' : 'hit-light'} d={path} />
    </>
  );
}

export function pathOf(quad: Quad): string {
  return `M${quad.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`;
}
