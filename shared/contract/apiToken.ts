import { z } from 'zod';

/** What a token allows: to read words and pages, or to search the library and get the texts of its photos. */
export const scopeSchema = z.enum(['read', 'search']);
export type Scope = z.infer<typeof scopeSchema>;

/** A token of a program that uses the API, without its secret. */
export const apiTokenSchema = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(scopeSchema).min(1),
  /** ISO 8601. */
  createdAt: z.string(),
});
export type ApiToken = z.infer<typeof apiTokenSchema>;
