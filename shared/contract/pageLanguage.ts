import { z } from 'zod';

/** The languages that the words of every page are compared with. */
export const usualLanguages = ['english', 'french', 'german'] as const;
export type UsualLanguage = (typeof usualLanguages)[number];
/** Those that the words of a page are only compared with where its letters look like theirs, or a person chose one. */
export const furtherLanguages = ['dutch', 'italian', 'spanish', 'portuguese'] as const;
export type FurtherLanguage = (typeof furtherLanguages)[number];
export const pageLanguages = [...usualLanguages, ...furtherLanguages] as const;
export const pageLanguageSchema = z.enum(pageLanguages);
export type PageLanguage = z.infer<typeof pageLanguageSchema>;

/** Of each language, its share of a page's words; their sum is 1. The page was not compared with those that are missing. */
export const languageSharesSchema = z.partialRecord(pageLanguageSchema, z.number().min(0).max(1));
export type LanguageShares = z.infer<typeof languageSharesSchema>;

export const languageNames: Readonly<Record<PageLanguage, string>> = {
  english: 'English',
  french: 'French',
  german: 'German',
  dutch: 'Dutch',
  italian: 'Italian',
  spanish: 'Spanish',
  portuguese: 'Portuguese',
};

/** ISO 639-1. */
export const languageCodes: Readonly<Record<PageLanguage, string>> = {
  english: 'en',
  french: 'fr',
  german: 'de',
  dutch: 'nl',
  italian: 'it',
  spanish: 'es',
  portuguese: 'pt',
};

/** From this share of a page's words, people are told of a language, and a search finds the page by it. */
export const noticedShare = 0.2;

/** The languages of a page that people are told of, that of most words first. */
export function noticedLanguages(shares: LanguageShares): PageLanguage[] {
  return pageLanguages
    .filter((language) => (shares[language] ?? 0) >= noticedShare)
    .sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0));
}

/** The language of a photo: that which a person chose, or that of most words of those that people are told of; null if neither is known. */
export function pageLanguageOf({
  language,
  languages,
}: {
  readonly language: PageLanguage | null;
  readonly languages: LanguageShares | null;
}): PageLanguage | null {
  return language ?? (languages === null ? [] : noticedLanguages(languages))[0] ?? null;
}

/** The language of most pages, the first one of several; null if none is known. */
export function mostCommon<Language>(languages: readonly (Language | null | undefined)[]): Language | null {
  const counts = Map.groupBy(
    languages.filter((each) => each != null),
    (each) => each,
  );
  const [first] = [...counts].sort(([, a], [, b]) => b.length - a.length);
  return first?.[0] ?? null;
}

/** Such as "German, some English". */
export function describeLanguages(shares: LanguageShares): string {
  return noticedLanguages(shares)
    .map((language, index) => (index === 0 ? languageNames[language] : `some ${languageNames[language]}`))
    .join(', ');
}
