import { memo } from 'react';
import { useStore } from 'zustand';
import type { Quad, Size } from '../../shared/geometry.ts';
import type { Word, WordId } from '../../shared/contract/word.ts';
import { photo as photoStore } from '../state/stores.ts';
import { HitMark, pathOf } from '../ui/HitLights.tsx';
import type { View } from '../ui/viewport.ts';
import { isUnsure } from '../state/wordLines.ts';

interface WordBoxesProps {
  readonly photo: Size;
  readonly view: View;
  readonly words: readonly Word[];
  readonly hits: ReadonlySet<WordId>;
}

/** Outlines over the photo: all words, the hits of the search, and the hovered and selected word. */
export function WordBoxes({ photo, view, words, hits }: WordBoxesProps) {
  const areShown = useStore(photoStore, (state) => state.areBoxesShown);
  const selected = useStore(photoStore, (state) => state.selected);
  const hovered = useStore(photoStore, (state) => state.hovered);
  const find = (id: WordId | null) => (id === null ? undefined : words.find((word) => word.id === id));
  const selectedQuad = find(selected)?.quad;
  const hoveredQuad = hovered === selected ? undefined : find(hovered)?.quad;

  return (
    <svg className={hits.size > 0 ? 'word-boxes has-hits' : 'word-boxes'} aria-hidden>
      <g transform={`matrix(${view.scale} 0 0 ${view.scale} ${view.x} ${view.y})`}>
        {hits.size > 0 && <Lights photo={photo} words={words} hits={hits} />}
        {areShown && <AllBoxes words={words} />}
        {hoveredQuad !== undefined && <path className="word-box is-hovered" d={pathOf(hoveredQuad)} />}
        {selectedQuad !== undefined && (
          <path className="word-box is-selected" data-word={selected} d={pathOf(selectedQuad)} />
        )}
      </g>
    </svg>
  );
}

// One path for thousands of boxes keeps the page small, and pan and zoom only change one attribute.
const AllBoxes = memo(function AllBoxes({ words }: { readonly words: readonly Word[] }) {
  return (
    <>
      <path className="word-box" d={joinPaths(words.filter((word) => !isUnsure(word)))} />
      <path className="word-box is-unsure" d={joinPaths(words.filter(isUnsure))} />
    </>
  );
});

const Lights = memo(function Lights({ photo, words, hits }: Omit<WordBoxesProps, 'view'>) {
  const lit = words.filter(({ id }) => hits.has(id));
  if (lit.length === 0) return null;
  const { width, height } = photo;
  return (
    <>
      <path className="hit-shade" fillRule="evenodd" d={`M0 0H${width}V${height}H0Z ${joinPaths(lit)}`} />
      {lit.map(({ id, quad }) => (
        <HitMark key={id} word={id} quad={quad} isActive={false} />
      ))}
    </>
  );
});

function joinPaths(words: readonly { readonly quad: Quad }[]): string {
  return words.map(({ quad }) => pathOf(quad)).join(' ');
}
