import { characters } from '../../shared/text.ts';

interface WordReadingProps {
  readonly truth: string;
  readonly reading: string;
}

/** The label and the reading of a word, with the differences marked. */
export function WordReading({ truth, reading }: WordReadingProps) {
  const stretches = letterDiff(truth, reading);
  const isRight = truth === reading;
  return (
    <dl className={isRight ? 'word-reading is-right' : 'word-reading'}>
      <div>
        <dt>Label</dt>
        <dd>
          <bdi>
            {stretches.map(({ truth: part, isSame }, index) =>
              isSame ? part : <ins key={index}>{part}</ins>,
            )}
          </bdi>
        </dd>
      </div>
      <div>
        <dt>Reading</dt>
        <dd>
          <bdi>
            {reading === '' && <span className="hint">no text</span>}
            {stretches.map(({ reading: part, isSame }, index) =>
              isSame ? part : <del key={index}>{part}</del>,
            )}
          </bdi>
        </dd>
      </div>
    </dl>
  );
}

/** A stretch of characters that truth and reading share, or in which they differ; one of the two may be empty. */
interface LetterStretch {
  readonly truth: string;
  readonly reading: string;
  readonly isSame: boolean;
}

/** Aligns truth and reading with the fewest edits, as `editDistance` counts them. */
export function letterDiff(truth: string, reading: string): LetterStretch[] {
  const wanted = characters(truth);
  const read = characters(reading);
  const left = editsLeft(wanted, read);
  const stretches: LetterStretch[] = [];
  const add = (truthPart: string, readingPart: string, isSame: boolean) => {
    const last = stretches.at(-1);
    if (last?.isSame !== isSame) stretches.push({ truth: truthPart, reading: readingPart, isSame });
    else {
      stretches[stretches.length - 1] = {
        truth: last.truth + truthPart,
        reading: last.reading + readingPart,
        isSame,
      };
    }
  };
  let row = 0;
  let column = 0;
  while (row < wanted.length || column < read.length) {
    const letter = wanted[row] ?? '';
    const other = read[column] ?? '';
    const rest = left[row]?.[column] ?? 0;
    const hasBoth = row < wanted.length && column < read.length;
    if (hasBoth && letter === other && left[row + 1]?.[column + 1] === rest) {
      add(letter, other, true);
      row += 1;
      column += 1;
    } else if (hasBoth && left[row + 1]?.[column + 1] === rest - 1) {
      add(letter, other, false);
      row += 1;
      column += 1;
    } else if (row < wanted.length && left[row + 1]?.[column] === rest - 1) {
      add(letter, '', false);
      row += 1;
    } else {
      add('', other, false);
      column += 1;
    }
  }
  return stretches;
}

/** `[row][column]`: edits between the rest of one text after `row` characters and of the other after `column`. */
function editsLeft(wanted: readonly string[], read: readonly string[]): number[][] {
  const left = Array.from({ length: wanted.length + 1 }, () => new Array<number>(read.length + 1).fill(0));
  for (let row = wanted.length; row >= 0; row -= 1) {
    for (let column = read.length; column >= 0; column -= 1) {
      const current = left[row];
      if (current === undefined) continue;
      const below = left[row + 1];
      if (below === undefined) current[column] = read.length - column;
      else if (column === read.length) current[column] = wanted.length - row;
      else {
        const change = (below[column + 1] ?? 0) + (wanted[row] === read[column] ? 0 : 1);
        current[column] = Math.min(change, (below[column] ?? 0) + 1, (current[column + 1] ?? 0) + 1);
      }
    }
  }
  return left;
}
