import { z } from 'zod';
import { roleSchema } from '../../../shared/contract/account.ts';
import { apiTokenSchema, type ApiToken } from '../../../shared/contract/apiToken.ts';
import { parseJson } from '../../../shared/json.ts';
import { all, first, run, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';

const tokenRow = z
  .object({ name: z.string(), scopes: z.string(), role: roleSchema.nullable(), created_at: z.string() })
  .transform(({ scopes, created_at: createdAt, ...token }) =>
    apiTokenSchema.parse({ ...token, scopes: parseJson(scopes), createdAt }),
  );

/** By name. */
export function listTokens(db: ReadableDatabase): ApiToken[] {
  return all(db, tokenRow, sql`SELECT name, scopes, role, created_at FROM api_token ORDER BY name`);
}

/** @param hash SHA-256 of the secret, in hex */
export function findToken(db: ReadableDatabase, hash: string): ApiToken | undefined {
  return first(db, tokenRow, sql`SELECT name, scopes, role, created_at FROM api_token WHERE hash = ${hash}`);
}

/** Returns false, and changes nothing, if there is a token of this name. */
export function insertToken(
  db: WritableDatabase,
  { name, scopes, role, createdAt }: ApiToken,
  hash: string,
): boolean {
  const added = run(
    db,
    sql`INSERT INTO api_token (name, hash, scopes, role, created_at)
      VALUES (${name}, ${hash}, ${JSON.stringify(scopes)}, ${role}, ${createdAt}) ON CONFLICT (name) DO NOTHING`,
  );
  return added > 0;
}

/** Returns whether there was one. */
export function deleteToken(db: WritableDatabase, name: string): boolean {
  return run(db, sql`DELETE FROM api_token WHERE name = ${name}`) > 0;
}
