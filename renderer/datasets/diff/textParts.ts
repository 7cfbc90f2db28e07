/** A piece of a text, and whether the other text differs there. */
export interface TextPart {
  readonly text: string;
  readonly isOther: boolean;
}

/** Splits a text into up to three pieces: the common beginning, the difference, the common end. */
export function partsOf(text: string, other: string): TextPart[] {
  const own = Array.from(text);
  const others = Array.from(other);
  const least = Math.min(own.length, others.length);
  let start = 0;
  while (start < least && own[start] === others[start]) start += 1;
  let end = 0;
  while (end < least - start && own.at(-1 - end) === others.at(-1 - end)) end += 1;
  const pieces = [
    { text: own.slice(0, start).join(''), isOther: false },
    { text: own.slice(start, own.length - end).join(''), isOther: true },
    { text: own.slice(own.length - end).join(''), isOther: false },
  ];
  return pieces.filter((piece) => piece.text !== '');
}
