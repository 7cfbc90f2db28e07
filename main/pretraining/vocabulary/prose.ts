import { pickWeighted, type Random } from '../../../shared/random.ts';
import { capitalised } from './codeTokens.ts';

/** One word as running English text has it, with the stops and quotation marks that touch it. */
export function proseToken(pick: (random: Random) => string, random: Random): string {
  const ticket = random.next();
  if (ticket < 0.01) return random.pick(loneStops);
  const word =
    ticket < 0.04 ? random.pick(contractions) : ticket < 0.055 ? compound(pick, random) : pick(random);
  return punctuated(cased(word, random), random);
}

/** Word lists of films cut them at the apostrophe. */
const contractions =
  "don't didn't doesn't can't couldn't won't wouldn't isn't wasn't aren't weren't hasn't haven't hadn't I'm I've I'd I'll you're you've you'll he's he'd she's it's that's there's what's who's let's we're we've we'll they're they've they'd o'clock ma'am".split(
    ' ',
  );

const loneStops = ['.', ',', '-', '"', '?', '!', ';', ':', "'"];

const endings: readonly (readonly [weight: number, ending: string])[] = [
  [34, ','],
  [34, '.'],
  [5, "'s"],
  [4, '?'],
  [3, '!'],
  [3, ';'],
  [2, ':'],
  [4, '-'],
  [3, '"'],
  [3, ',"'],
  [3, '."'],
  [1, '?"'],
  [1, ')'],
  [1, "'"],
  [1, "s'"],
  [1, '...'],
  [1, '),'],
];

function compound(pick: (random: Random) => string, random: Random): string {
  return `${pick(random)}-${pick(random)}`;
}

function cased(word: string, random: Random): string {
  const ticket = random.next();
  if (ticket < 0.15) return capitalised(word);
  return ticket < 0.18 ? word.toUpperCase() : word;
}

function punctuated(word: string, random: Random): string {
  const ticket = random.next();
  if (ticket < 0.74) return word;
  if (ticket > 0.97) return random.pick(['"', '"', '"', "'", '(']) + word;
  const [, ending] = pickWeighted(endings, ([weight]) => weight, random) ?? [0, ''];
  return word + ending;
}
