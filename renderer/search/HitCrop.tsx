import { Pencil } from 'lucide-react';
import type { Photo } from '../../shared/contract/photo.ts';
import type { LineWithHits } from '../../shared/contract/search.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { linesOfWords, textOfWords } from '../../shared/page/page.ts';
import { runUrl } from '../host/pictureAddress.ts';
import type { HitGroup } from '../state/hits.ts';
import { IconButton } from '../ui/Button.tsx';
import { formatProbability } from '../ui/format.ts';

interface HitCropProps {
  readonly photo: Photo;
  readonly hit: HitGroup;
  /** The lines of the photo with hits. */
  readonly lines: readonly LineWithHits[];
  readonly href: string;
  readonly isActive: boolean;
  /** Called when the person wants to correct the hit, or to see why it was found. */
  readonly onCorrect: (start: WordId) => void;
}

/** A hit: its crop, its text, and the line around it. */
export function HitCrop({ photo, hit, lines, href, isActive, onCorrect }: HitCropProps) {
  const { start, words, text, probability, isConfirmed } = hit;
  // A phrase may go on in the next line.
  const byLine = linesOfWords(words);
  const lit = new Set(words.map(({ word }) => word));
  const read = lines.flatMap((line) => line.words.filter(({ word }) => lit.has(word)));
  const isAsRead = textOfWords(read) === text;
  return (
    <div className="crop-frame">
      <a className={isActive ? 'crop is-active' : 'crop'} href={href} data-word={start}>
        <span className="crop-picture">
          {byLine.map((run) => (
            <img key={run[0]?.word} src={runUrl(photo, run)} alt="" loading="lazy" decoding="async" />
          ))}
        </span>
        <span className="crop-caption">
          {/* The line has it already, unless another reading was found. */}
          {!isAsRead && <bdi className="crop-text">{text}</bdi>}
          <span className="crop-probability">
            {isConfirmed ? 'confirmed' : formatProbability(probability)}
          </span>
        </span>
        <span className="crop-line" dir="auto">
          {byLine.map((run) => (
            <LineAround
              key={run[0]?.word}
              words={lines.find(({ line }) => line === run[0]?.line)?.words ?? []}
              lit={lit}
            />
          ))}
        </span>
      </a>
      <IconButton
        label={`Correct “${text}”`}
        icon={Pencil}
        shortcut="e"
        onClick={() => {
          onCorrect(start);
        }}
      />
    </div>
  );
}

/** Most words shown before a hit, few so that it is seen in a narrow row, and after it. */
const wordsBefore = 3;
const wordsAfter = 7;

interface LineAroundProps {
  readonly words: LineWithHits['words'];
  readonly lit: ReadonlySet<WordId>;
}

/** The text of a line around the words of a hit, which are highlighted. */
function LineAround({ words, lit }: LineAroundProps) {
  const first = words.findIndex(({ word }) => lit.has(word));
  const last = words.findLastIndex(({ word }) => lit.has(word));
  if (first === -1) return null;
  const from = Math.max(0, first - wordsBefore);
  const to = last + 1 + wordsAfter;
  return (
    <>
      {from > 0 && '… '}
      {textOfWords(words.slice(from, first))}{' '}
      <mark>
        <bdi>{textOfWords(words.slice(first, last + 1))}</bdi>
      </mark>{' '}
      {textOfWords(words.slice(last + 1, to))}
      {to < words.length && ' …'}{' '}
    </>
  );
}
