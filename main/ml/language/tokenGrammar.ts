import { grown } from '../decoding/prefixTree.ts';
import { type CharacterNgrams, wordBoundary } from './characterNgrams.ts';
import { type Lexicon, noEdge } from './lexicon.ts';

/** Of the words that begin with an upper-case letter, the fraction that is listed like that: names, acronyms. */
const logListedGreat = Math.log(0.3 / 0.06);
const logGreatOfSmall = Math.log(0.7);
/** Of German words that have ended, the fraction that goes on as a compound. */
const logCompound = Math.log(0.1);
/** All ten digits are equally likely. */
const logDigit = -Math.log(10);

/** The lexicon's state of a prefix that begins no word. */
const noState = -1;

/** How a word of the lexicon can be written. */
const asListed = 0;
const firstGreat = 1;
const allGreat = 2;
const forms = 3;

/**
 * The probability of tokens that consist of words of the lexicon: one or several words, each as listed, capitalised or
 * in upper case, separated by punctuation and digits or by an upper-case letter within the token. A model of skeletons
 * gives the probability of such combinations. Of all ways to parse a prefix, the most likely one counts.
 *
 * Prefixes have numbers; 0 is the empty one.
 */
export class TokenGrammar {
  readonly #lexicon: Lexicon;
  readonly #compounds: boolean;
  readonly #skeletons: CharacterNgrams;
  readonly #letters: readonly LetterTraits[];
  readonly #skeletonSymbols: { readonly small: number; readonly great: number; readonly shouted: number };
  /** By prefix and form: the lexicon's state and the logarithm of the probability so far. */
  #states = new Int32Array(0);
  #logs = new Float64Array(0);
  /** By prefix: the state of its skeleton within a word, and within a word in upper case. */
  #wordSkeletons = new Int32Array(0);
  #shoutedSkeletons = new Int32Array(0);
  /** By prefix: the same for a prefix that ends between two words. */
  #gapSkeletons = new Int32Array(0);
  #gapLogs = new Float64Array(0);
  #lastSymbols = new Int32Array(0);

  /**
   * @param characters the letters of symbols 1, 2 and so on of the lexicon
   * @param skeletonLetters those of the skeletons
   * @param compounds whether a word may follow another without a sign, in lower case: `Haus` and `tür` as `Haustür`
   */
  constructor(
    lexicon: Lexicon,
    characters: string,
    skeletons: CharacterNgrams,
    skeletonLetters: string,
    compounds: boolean,
  ) {
    this.#lexicon = lexicon;
    this.#compounds = compounds;
    this.#skeletons = skeletons;
    const signs = Array.from(skeletonLetters);
    this.#letters = traitsOf(Array.from(characters), signs);
    const symbol = (sign: string) => signs.indexOf(sign) + 1;
    this.#skeletonSymbols = {
      small: symbol(smallWord),
      great: symbol(greatWord),
      shouted: symbol(shoutedWord),
    };
    this.reserve(1);
    this.#states.fill(noState, 0, forms);
    this.#logs.fill(-Infinity, 0, forms);
    this.#gapSkeletons[0] = this.#skeletons.start;
  }

  /** Makes room for the prefixes 0 to capacity - 1. */
  reserve(capacity: number): void {
    this.#states = grown(this.#states, forms * capacity);
    this.#logs = grown(this.#logs, forms * capacity);
    this.#wordSkeletons = grown(this.#wordSkeletons, capacity);
    this.#shoutedSkeletons = grown(this.#shoutedSkeletons, capacity);
    this.#gapSkeletons = grown(this.#gapSkeletons, capacity);
    this.#gapLogs = grown(this.#gapLogs, capacity);
    this.#lastSymbols = grown(this.#lastSymbols, capacity);
  }

  /**
   * Adds a prefix that is one symbol longer than another.
   *
   * @returns the logarithm of its probability; -Infinity if no word begins like this
   */
  extend(prefix: number, longer: number, symbol: number): number {
    const traits = this.#letters.at(symbol);
    this.#lastSymbols[longer] = symbol;
    this.#gapLogs[longer] = -Infinity;
    for (let place = forms * longer; place < forms * (longer + 1); place += 1) {
      this.#states[place] = noState;
      this.#logs[place] = -Infinity;
    }
    if (traits === undefined) return -Infinity;
    this.#wordSkeletons[longer] = this.#wordSkeletons[prefix];
    this.#shoutedSkeletons[longer] = this.#shoutedSkeletons[prefix];
    this.#goOn(prefix, longer, asListed, symbol);
    this.#goOn(prefix, longer, firstGreat, symbol);
    if (!traits.isSmall) this.#goOn(prefix, longer, allGreat, traits.small);
    if (traits.isLetter) this.#beginWords(prefix, longer, symbol, traits);
    else this.#addSign(prefix, longer, traits);
    const best = forms * longer;
    return Math.max(
      this.#logs[best + asListed],
      this.#logs[best + firstGreat],
      this.#logs[best + allGreat],
      this.#gapLogs[longer],
    );
  }

  /** The logarithm of the probability of a prefix as a whole token. */
  end(prefix: number): number {
    let best = -Infinity;
    if (this.#gapLogs[prefix] > -Infinity) {
      best = this.#gapLogs[prefix] + this.#logSkeletonEnd(this.#gapSkeletons[prefix]);
    }
    for (let form = 0; form < forms; form += 1) {
      const ended = this.#logEnded(prefix, form);
      if (ended === -Infinity) continue;
      best = Math.max(best, ended + this.#logSkeletonEnd(this.#skeletonOf(prefix, form)));
    }
    return best;
  }

  /** Extends the word by a letter. */
  #goOn(prefix: number, longer: number, form: number, symbol: number): void {
    const state = this.#states[forms * prefix + form];
    if (state === noState) return;
    const edge = this.#lexicon.find(state, symbol);
    if (edge === noEdge) return;
    this.#states[forms * longer + form] = this.#lexicon.next(edge);
    this.#logs[forms * longer + form] =
      this.#logs[forms * prefix + form] + this.#lexicon.logProbability(edge);
  }

  /** Begins a word: after punctuation, or with an upper-case letter after a lower-case one. */
  #beginWords(prefix: number, longer: number, symbol: number, traits: LetterTraits): void {
    const { small, great, shouted } = this.#skeletonSymbols;
    let log = this.#gapLogs[prefix];
    let skeleton = this.#gapSkeletons[prefix];
    if (!traits.isSmall && this.#letters.at(this.#lastSymbols[prefix])?.isSmall === true) {
      const [form, ended] = this.#likeliestEnd(prefix);
      if (ended > log) [log, skeleton] = [ended, this.#skeletonOf(prefix, form)];
    }
    if (this.#compounds && traits.isSmall) this.#addToCompound(prefix, longer, symbol);
    if (log === -Infinity) return;
    const ngram = this.#skeletons.find(skeleton, traits.isSmall ? small : great);
    const word = this.#skeletons.next(ngram);
    const logWord = log + this.#skeletons.logProbability(skeleton, ngram);
    if (traits.isSmall) {
      this.#begin(longer, asListed, symbol, logWord, word);
      return;
    }
    this.#begin(longer, asListed, symbol, logWord + logListedGreat, word);
    this.#begin(longer, firstGreat, traits.small, logWord + logGreatOfSmall, word);
    const shout = this.#skeletons.find(skeleton, shouted);
    const logShout = log + this.#skeletons.logProbability(skeleton, shout);
    this.#begin(longer, allGreat, traits.small, logShout, this.#skeletons.next(shout));
  }

  /** Begins another word of a compound, which is one word of the skeleton. */
  #addToCompound(prefix: number, longer: number, symbol: number): void {
    const [form, ended] = this.#likeliestEnd(prefix);
    if (ended === -Infinity || form === allGreat) return;
    this.#begin(longer, asListed, symbol, ended + logCompound, this.#skeletonOf(prefix, form));
  }

  #begin(longer: number, form: number, symbol: number, log: number, skeleton: number): void {
    const edge = this.#lexicon.find(this.#lexicon.start, symbol);
    if (edge === noEdge) return;
    const place = forms * longer + form;
    const found = log + this.#lexicon.logProbability(edge);
    if (found <= this.#logs[place]) return;
    this.#states[place] = this.#lexicon.next(edge);
    this.#logs[place] = found;
    if (form === allGreat) this.#shoutedSkeletons[longer] = skeleton;
    else this.#wordSkeletons[longer] = skeleton;
  }

  /** Adds punctuation or a digit, after a complete word or after other punctuation. */
  #addSign(prefix: number, longer: number, traits: LetterTraits): void {
    const [form, ended] = this.#likeliestEnd(prefix);
    const gap = this.#gapLogs[prefix];
    if (ended === -Infinity && gap === -Infinity) return;
    const skeleton = gap >= ended ? this.#gapSkeletons[prefix] : this.#skeletonOf(prefix, form);
    const ngram = this.#skeletons.find(skeleton, traits.skeleton);
    this.#gapSkeletons[longer] = this.#skeletons.next(ngram);
    this.#gapLogs[longer] =
      Math.max(gap, ended) + this.#skeletons.logProbability(skeleton, ngram) + traits.logShare;
  }

  #likeliestEnd(prefix: number): readonly [form: number, log: number] {
    let best = -Infinity;
    let likeliest = asListed;
    for (let form = 0; form < forms; form += 1) {
      const ended = this.#logEnded(prefix, form);
      if (ended > best) [best, likeliest] = [ended, form];
    }
    return [likeliest, best];
  }

  #logEnded(prefix: number, form: number): number {
    const state = this.#states[forms * prefix + form];
    if (state === noState) return -Infinity;
    return this.#logs[forms * prefix + form] + this.#lexicon.logEnd(state);
  }

  #logSkeletonEnd(skeleton: number): number {
    return this.#skeletons.logProbability(skeleton, this.#skeletons.find(skeleton, wordBoundary));
  }

  #skeletonOf(prefix: number, form: number): number {
    return (form === allGreat ? this.#shoutedSkeletons : this.#wordSkeletons)[prefix];
  }
}

interface LetterTraits {
  readonly isLetter: boolean;
  /** False for punctuation, too. */
  readonly isSmall: boolean;
  /** The symbol of the lower-case letter; the symbol itself if there is none. */
  readonly small: number;
  /** In skeletons; of no use for letters. */
  readonly skeleton: number;
  /** Logarithm of this character's fraction of those with the same symbol in a skeleton. */
  readonly logShare: number;
}

/** By symbol; symbol 0, the boundary, has none. */
function traitsOf(characters: readonly string[], skeletonSigns: readonly string[]): LetterTraits[] {
  const traits = characters.map((character, index): LetterTraits => {
    const isLetter = /\p{L}/u.test(character);
    const small = characters.indexOf(character.toLowerCase());
    return {
      isLetter,
      isSmall: isLetter && character === character.toLowerCase(),
      small: small === -1 ? index + 1 : small + 1,
      skeleton: isLetter ? 0 : skeletonSigns.indexOf(skeletonSign(character)) + 1,
      logShare: /\p{N}/u.test(character) ? logDigit : 0,
    };
  });
  // An array whose first place is empty: symbols count from 1.
  return new Array<LetterTraits>(1).concat(traits);
}

/**
 * The skeleton of a token keeps its structure and drops its words: `insertBefore(val,3)` becomes `aA(a,0)`.
 */
const smallWord = 'a';
const greatWord = 'A';
/** At least two letters, all in upper case. */
const shoutedWord = 'B';
const digit = '0';

export function skeletonOf(token: string): string {
  return token
    .replace(/\p{N}/gu, digit)
    .replace(/\p{Lu}{2,}(?!\p{Ll})|\p{Lu}\p{Ll}*|[\p{Ll}\p{Lo}]+/gu, (word) => {
      if (!/^\p{Lu}/u.test(word)) return smallWord;
      return word.length > 1 && word === word.toUpperCase() ? shoutedWord : greatWord;
    });
}

/** The letters of skeletons of tokens in `characters`. */
export function skeletonCharacters(characters: string): string {
  const signs = Array.from(characters).filter((character) => !/[\p{L}\p{N}]/u.test(character));
  return [smallWord, greatWord, shoutedWord, digit, ...signs].join('');
}

/** The symbol in a skeleton of a character that is not a letter. */
function skeletonSign(character: string): string {
  return /\p{N}/u.test(character) ? digit : character;
}
