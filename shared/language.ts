import { foldTerms } from './text.ts';

/**
 * The most frequent words of some languages, folded (`foldTerms`). They make up half of any text, so they tell the language
 * of a page even if some are misread.
 */
const commonWords: Readonly<Record<string, string>> = {
  en:
    'the of and to in is that it was for on are as with his they be at one have this from or had by not but ' +
    'what all were we when your can said there use an each which she do how their if will up other about out ' +
    'then them these so some her would make like him into has more no way could than been who its now',
  fr:
    'le la les de des du un une et est en que qui dans pour pas sur ce se il elle ne par au aux avec plus tout ' +
    'mais nous vous ils sont ont etait cette ces son sa ses leur comme ou si bien fait etre avoir on je tu mon',
  de:
    'der die das und ist in den von zu mit sich des auf fur im dem nicht ein eine als auch es an werden aus er ' +
    'hat dass sie nach wird bei einer um am sind noch wie einem uber einen so zum war haben nur oder aber vor',
  es:
    'el la los las de que y en un una por con no para es se su al lo como mas pero sus le ya o este si porque ' +
    'esta entre cuando muy sin sobre ser tiene tambien me hasta hay donde quien desde todo nos durante',
  it:
    'il lo la gli le di che e in un una per con non da del della dei delle al alla si sono come piu ma anche o ' +
    'se questo questa ha nel nella suo sua loro essere stato hanno era quando molto dove tutto cosi',
  nl:
    'de het een van en in is dat op te zijn met voor niet aan er om ook als maar bij naar dan nog uit door wat ' +
    'hij ze je ik we dit die deze worden wordt werd hebben heeft had kan over meer zo geen wel hoe haar hun tot',
  pt:
    'o os as de do da dos das em no na nos nas que e um uma para com nao por mais se ao aos foi ele ela seu sua ' +
    'ou ser tem mas como quando muito ja eu voce isso esta sao pelo pela tambem so nem depois sem mesmo entre',
};

/** The detected languages (BCP 47). */
export const guessedLanguages = Object.keys(commonWords);

const languagesOf = new Map<string, string[]>();
for (const [language, words] of Object.entries(commonWords)) {
  for (const word of words.split(' ')) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);
}

/** Fewer known words than this are not enough. */
const leastEvidence = 3;
/** The best language needs this many times the evidence of the next. */
const leastLead = 1.5;

/** The main language of a text; null if it is too short or mixed. */
export function guessLanguage(text: string): string | null {
  const evidence = new Map<string, number>();
  for (const term of foldTerms(text)) {
    const languages = languagesOf.get(term) ?? [];
    for (const language of languages) {
      evidence.set(language, (evidence.get(language) ?? 0) + 1 / languages.length);
    }
  }
  const [best, next] = [...evidence].sort(([, a], [, b]) => b - a);
  if (best === undefined || best[1] < leastEvidence) return null;
  return best[1] >= leastLead * (next?.[1] ?? 0) ? best[0] : null;
}
