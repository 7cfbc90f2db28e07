import { z } from 'zod';

/** The languages that a page's words are compared with. */
export const pageLanguages = ['english', 'french', 'german'] as const;
export const pageLanguageSchema = z.enum(pageLanguages);
export type PageLanguage = z.infer<typeof pageLanguageSchema>;

/** Of each language, its share of a page's words; their sum is 1. */
export const languageSharesSchema = z.record(pageLanguageSchema, z.number().min(0).max(1));
export type LanguageShares = z.infer<typeof languageSharesSchema>;

export const languageNames: Readonly<Record<PageLanguage, string>> = {
  english: 'English',
  french: 'French',
  german: 'German',
};

/** ISO 639-1. */
export const languageCodes: Readonly<Record<PageLanguage, string>> = {
  english: 'en',
  french: 'fr',
  german: 'de',
};

/** From this share of a page's words, people are told of a language, and a search finds the page by it. */
export const noticedShare = 0.2;

/** The languages of a page that people are told of, that of most words first. */
export function noticedLanguages(shares: LanguageShares): PageLanguage[] {
  return pageLanguages
    .filter((language) => shares[language] >= noticedShare)
    .sort((a, b) => shares[b] - shares[a]);
}

/** Such as "German, some English". */
export function describeLanguages(shares: LanguageShares): string {
  return noticedLanguages(shares)
    .map((language, index) => (index === 0 ? languageNames[language] : `some ${languageNames[language]}`))
    .join(', ');
}
