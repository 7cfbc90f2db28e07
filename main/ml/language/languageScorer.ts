import type { Alphabet } from '../../../shared/alphabet.ts';
import { logAdd } from '../decoding/posteriors.ts';
import type { PrefixScorer } from '../decoding/prefixBeamSearch.ts';
import { grown } from '../decoding/prefixTree.ts';
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

/**
 * Scores prefixes by language: a mixture of the lexicon's grammar and the character n-grams, so that known words gain
 * and unknown ones stay possible.
 */
export class LanguageScorer implements PrefixScorer {
  /**
   * What each character gains, because a longer prefix is no more likely than a shorter one. The grammar could break
   * this, because it raises words that are listed with an upper-case letter; with the files of Inkdex none does.
   */
  readonly highestGain: number;
  readonly #letters: CharacterNgrams;
  readonly #grammar: TokenGrammar;
  readonly #symbolOf: Int32Array;
  readonly #weights: LanguageWeights;
  readonly #logUnknown: number;
  readonly #logKnown: number;
  #states = new Int32Array(0);
  #logs = new Float64Array(0);
  #lengths = new Int32Array(0);

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
    const known = Array.from(letters.characters);
    // 255 is the symbol of no character: the models do not know it.
    this.#symbolOf = Int32Array.from([
      0,
      ...alphabet.characters.map((letter) => known.indexOf(letter) + 1 || 255),
    ]);
  }

  clear(): void {
    this.reserve(1);
    this.#grammar.clear();
    this.#states[0] = this.#letters.start;
    this.#logs[0] = 0;
    this.#lengths[0] = 0;
  }

  reserve(capacity: number): void {
    this.#grammar.reserve(capacity);
    this.#states = grown(this.#states, capacity);
    this.#logs = grown(this.#logs, capacity);
    this.#lengths = grown(this.#lengths, capacity);
  }

  extend(prefix: number, longer: number, letter: number): number {
    const symbol = this.#symbolOf[letter];
    const ngram = this.#letters.find(this.#states[prefix], symbol);
    this.#states[longer] = this.#letters.next(ngram);
    this.#logs[longer] = this.#logs[prefix] + this.#letters.logProbability(this.#states[prefix], ngram);
    this.#lengths[longer] = this.#lengths[prefix] + 1;
    return this.#weigh(longer, this.#mix(this.#grammar.extend(prefix, longer, symbol), this.#logs[longer]));
  }

  end(prefix: number): number {
    return this.#weigh(prefix, this.#logEnded(prefix));
  }

  /** The logarithm of the weight of one whole reading. Removes the prefixes of the search. */
  of(letters: ArrayLike<number>): number {
    this.#read(letters);
    return this.end(letters.length);
  }

  /** The logarithm of the probability of one whole reading. Removes the prefixes of the search. */
  logProbability(letters: ArrayLike<number>): number {
    this.#read(letters);
    return this.#logEnded(letters.length);
  }

  #read(letters: ArrayLike<number>): void {
    this.clear();
    this.reserve(letters.length + 1);
    for (let index = 0; index < letters.length; index += 1) this.extend(index, index + 1, letters[index]);
  }

  #logEnded(prefix: number): number {
    const ending = this.#letters.find(this.#states[prefix], wordBoundary);
    const byLetters = this.#logs[prefix] + this.#letters.logProbability(this.#states[prefix], ending);
    return this.#mix(this.#grammar.end(prefix), byLetters);
  }

  #mix(byGrammar: number, byLetters: number): number {
    return logAdd(this.#logKnown + byGrammar, this.#logUnknown + byLetters);
  }

  #weigh(prefix: number, log: number): number {
    return this.#weights.language * log + this.#weights.letter * this.#lengths[prefix];
  }
}
