import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import type { InkImage } from '../imaging/pixels.ts';
import type { Candidate } from '../ml/decoding/calibration.ts';
import type { Hear } from '../ml/decoding/secondOpinion.ts';
import type { View } from '../ml/decoding/testTimeAugmentation.ts';
import type { WordDecoder } from '../ml/decoding/wordDecoder.ts';
import type { LoadedModel } from './models/sessions.ts';

/** A word that was read. */
export interface ViewedWord {
  /** Place of the word among those given. */
  readonly index: number;
  /** The word as it is, then as it was made to lean. */
  readonly views: readonly View[];
  /** What they say together, best first. */
  readonly candidates: readonly Candidate[];
  /** The best of them, as many as are kept. */
  readonly alternatives: readonly Alternative[];
  /** What a second reader says of further candidates; absent where none was asked. */
  readonly hear?: Hear;
  /** The best candidate before a second reader was asked: the judge of boxes knows how the first reads drawings. */
  readonly alone?: Candidate | undefined;
}

/** What reads words. */
export interface WordReader {
  readonly recogniser: LoadedModel<RecogniserMetadata>;
  readonly decoder: WordDecoder;
  /** The photo of a word, by its place among those given; by default what their images have of it. */
  readonly photoOf?: (index: number) => InkImage | undefined;
  /** Stops between two batches. */
  readonly signal?: AbortSignal | undefined;
}
