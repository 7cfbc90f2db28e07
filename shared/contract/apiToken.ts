import { z } from 'zod';
import { roleSchema } from './account.ts';
import type { CallTable } from './call.ts';

/** What a token allows a program: to read words and pages, or to search the library and get the texts of its photos. */
export const scopeSchema = z.enum(['read', 'search']);
export type Scope = z.infer<typeof scopeSchema>;

export const tokenNameSchema = z.string().trim().min(1).max(100);

/** A token of a program that uses the API, of a person who uses the library in a browser, or of both; without its secret. */
export const apiTokenSchema = z.object({
  name: tokenNameSchema,
  /** Empty: programs cannot use it. */
  scopes: z.array(scopeSchema),
  /** Null: it does not sign in to a browser. */
  role: roleSchema.nullable(),
  /** ISO 8601. */
  createdAt: z.string(),
});
export type ApiToken = z.infer<typeof apiTokenSchema>;

export const tokenCalls = {
  /** Without their secrets, by name. */
  listTokens: { role: 'admin', args: z.object({}), result: z.array(apiTokenSchema) },
  /** Returns the token with its secret, which nothing can show again. @throws `conflict` if the name is taken */
  createToken: {
    role: 'admin',
    args: apiTokenSchema
      .omit({ createdAt: true })
      .refine(({ scopes, role }) => scopes.length > 0 || role !== null, 'expected a role or a scope'),
    result: apiTokenSchema.extend({ secret: z.string() }),
  },
  /** Ends a token at once. @throws `not-found` */
  revokeToken: { role: 'admin', args: z.object({ name: tokenNameSchema }), result: z.null() },
} satisfies CallTable;
