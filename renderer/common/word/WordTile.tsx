import type { MouseEvent, ReactNode } from 'react';
import type { Word, WordId } from '../../../shared/contract/word.ts';
import { pictureUrl } from '../../host/pictureAddress.ts';
import { shownText } from './wordState.ts';

/** What a tile shows of a word: its picture, its text, and a note of it. */
export function WordFace({
  word: { id, photo, revision, text },
  children,
}: {
  readonly word: Word;
  readonly children?: ReactNode;
}) {
  return (
    <>
      <img src={pictureUrl('word', id, `${String(photo)}.${String(revision)}`)} alt="" loading="lazy" />
      <span className="queue-text">
        <bdi>{shownText(text)}</bdi>
        {children}
      </span>
    </>
  );
}

interface WordTileProps {
  readonly word: Word;
  readonly isSelected: boolean;
  readonly onToggle: (word: WordId, event: MouseEvent) => void;
}

/** A word that can be selected. */
export function WordTile({ word, isSelected, onToggle }: WordTileProps) {
  return (
    <button
      type="button"
      className="queue-item"
      aria-pressed={isSelected}
      onClick={(event) => {
        onToggle(word.id, event);
      }}
    >
      <WordFace word={word} />
    </button>
  );
}
