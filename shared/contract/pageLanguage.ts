import { z } from 'zod';

/** The languages that a page's words are compared with. */
export const pageLanguages = ['english', 'french', 'german'] as const;
export const pageLanguageSchema = z.enum(pageLanguages);
export type PageLanguage = z.infer<typeof pageLanguageSchema>;

/** Of each language, its share of a page's words; their sum is 1. */
export const languageSharesSchema = z.record(pageLanguageSchema, z.number().min(0).max(1));
export type LanguageShares = z.infer<typeof languageSharesSchema>;
