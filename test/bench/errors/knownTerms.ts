import { foldTerms } from '../../../shared/text.ts';
import { lexiconWords, noLabels } from '../../../pretraining/language/wordSources.ts';

/** Whether a folded term is of a word that the lexicon has from elsewhere than labels. */
export function knownTerms(): (term: string) => boolean {
  const words = lexiconWords(noLabels, 'all');
  const known = new Set([...words.keys()].flatMap(foldTerms));
  return (term) => known.has(term);
}
