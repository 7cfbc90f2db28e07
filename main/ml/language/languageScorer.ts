import type { Alphabet } from '../../../shared/alphabet.ts';
import { logAdd } from '../decoding/posteriors.ts';
import type { PrefixScorer } from '../decoding/prefixBeamSearch.ts';
import { grown, PrefixTree } from '../decoding/prefixTree.ts';
import { Codes } from './codes.ts';
import { CharacterNgrams, type LetterModelContent, wordBoundary } from './characterNgrams.ts';
import type { WordModel } from './language.ts';
import { Lexicon } from './lexicon.ts';
import { TokenGrammar } from './tokenGrammar.ts';

/** How the language model counts beside the network. */
export interface LanguageWeights {
  /** Weight of the logarithm of its probability. */
  readonly language: number;
  /** Nats that each character gains, because the language model alone favours short words. */
  readonly letter: number;
  /** Probability that a word comes from the character n-grams and not from the lexicon. */
  readonly unknown: number;
}

/** In nats: what is so much less likely than a word changes its weight by less than a thousandth. */
const negligible = 7;
/** Prefixes of more words are seldom met again, and their memory is slow. */
const mostPrefixes = 2 ** 15;

/**
 * Scores prefixes by language: a mixture of the lexicon's grammar, the character n-grams and codes, so that known words gain
 * and unknown ones stay possible.
 */
export class LanguageScorer implements PrefixScorer {
  /**
   * What each character gains, because a longer prefix is no more likely than a shorter one. The grammar could break
   * this, because it raises words that are listed with an upper-case letter; with the files of Inkdex none does.
   */
  readonly highestGain: number;
  readonly prefixes = new PrefixTree();
  readonly #letters: CharacterNgrams;
  readonly #grammar: TokenGrammar;
  readonly #codes: Codes;
  readonly #symbolOf: Int32Array;
  readonly #weights: LanguageWeights;
  readonly #logUnknown: number;
  readonly #logKnown: number;
  /** By prefix: the state of the n-grams, the logarithm of its probability by them, its length and its weight. */
  #states = new Int32Array(0);
  #logs = new Float64Array(0);
  #lengths = new Int32Array(0);
  #prefixWeights = new Float64Array(0);

  /**
   * @param alphabet of the recogniser; characters that the language model lacks are unlikely, not forbidden
   * @param compounds whether words are put together without a sign, as in German
   */
  constructor(
    { letters, words }: WordModel,
    skeletons: LetterModelContent,
    alphabet: Alphabet,
    weights: LanguageWeights,
    compounds = false,
  ) {
    this.#weights = weights;
    this.highestGain = weights.letter;
    this.#logUnknown = Math.log(weights.unknown);
    this.#logKnown = Math.log(1 - weights.unknown);
    this.#letters = new CharacterNgrams(letters);
    this.#grammar = new TokenGrammar(
      new Lexicon(words),
      words.characters,
      new CharacterNgrams(skeletons),
      skeletons.characters,
      compounds,
    );
    this.#codes = new Codes(alphabet.characters);
    const known = Array.from(letters.characters);
    // 255 is the symbol of no character: the models do not know it.
    this.#symbolOf = Int32Array.from([
      0,
      ...alphabet.characters.map((letter) => known.indexOf(letter) + 1 || 255),
    ]);
    this.#reserve(1);
    this.#states[0] = this.#letters.start;
    this.#prefixWeights[0] = 1;
  }

  tidy(): void {
    if (this.prefixes.size > mostPrefixes) this.prefixes.clear();
  }

  lengthen(prefix: number, letter: number): number {
    const known = this.prefixes.find(prefix, letter);
    if (known !== -1) return known;
    const longer = this.prefixes.add(prefix, letter);
    if (longer >= this.#states.length) this.#reserve(longer + 1);
    const symbol = this.#symbolOf[letter];
    const ngram = this.#letters.find(this.#states[prefix], symbol);
    this.#states[longer] = this.#letters.next(ngram);
    this.#logs[longer] = this.#logs[prefix] + this.#letters.logProbability(this.#states[prefix], ngram);
    this.#lengths[longer] = this.#lengths[prefix] + 1;
    const byGrammar = this.#grammar.extend(prefix, longer, symbol);
    const asCode = this.#codes.extend(prefix, longer, letter);
    const mixed = this.#mix(byGrammar, this.#logs[longer], asCode);
    this.#prefixWeights[longer] = Math.exp(this.#weigh(longer, mixed));
    return longer;
  }

  #reserve(capacity: number): void {
    this.#states = grown(this.#states, capacity);
    this.#logs = grown(this.#logs, capacity);
    this.#lengths = grown(this.#lengths, capacity);
    this.#prefixWeights = grown(this.#prefixWeights, capacity);
    this.#grammar.reserve(this.#states.length);
    this.#codes.reserve(this.#states.length);
  }

  weight(prefix: number): number {
    return this.#prefixWeights[prefix];
  }

  end(prefix: number): number {
    return this.#weigh(prefix, this.#logEnded(prefix));
  }

  /** The logarithm of the weight of one whole reading. */
  of(letters: Iterable<number>): number {
    return this.end(this.#prefixOf(letters));
  }

  /** The logarithm of the probability of one whole reading. */
  logProbability(letters: Iterable<number>): number {
    return this.#logEnded(this.#prefixOf(letters));
  }

  #prefixOf(letters: Iterable<number>): number {
    this.tidy();
    let prefix = 0;
    for (const letter of letters) prefix = this.lengthen(prefix, letter);
    return prefix;
  }

  #logEnded(prefix: number): number {
    const ending = this.#letters.find(this.#states[prefix], wordBoundary);
    const byLetters = this.#logs[prefix] + this.#letters.logProbability(this.#states[prefix], ending);
    return this.#mix(this.#grammar.end(prefix), byLetters, this.#codes.end(prefix));
  }

  #mix(byGrammar: number, byLetters: number, asCode: number): number {
    const asWord = logAdd(this.#logKnown + byGrammar, this.#logUnknown + byLetters);
    return asCode < asWord - negligible ? asWord : logAdd(asWord, asCode);
  }

  #weigh(prefix: number, log: number): number {
    return this.#weights.language * log + this.#weights.letter * this.#lengths[prefix];
  }
}
