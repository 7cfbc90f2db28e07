import { apiTokenSchema, type ApiToken } from '../../../shared/contract/apiToken.ts';
import { jsonOf, sql, transaction, type ReadableDatabase, type WritableDatabase } from '../database.ts';

const tokenRow = apiTokenSchema.extend({ scopes: jsonOf(apiTokenSchema.shape.scopes) });
const columns = sql`name, scopes, role, created_at AS createdAt`;

/** By name. */
export function listTokens(db: ReadableDatabase): ApiToken[] {
  return db.all(tokenRow, sql`SELECT ${columns} FROM api_token ORDER BY name`);
}

/** @param hash SHA-256 of the secret, in hex */
export function findToken(db: ReadableDatabase, hash: string): ApiToken | undefined {
  return db.first(tokenRow, sql`SELECT ${columns} FROM api_token WHERE hash = ${hash}`);
}

/** Returns false, and changes nothing, if there is a token of this name. */
export function insertToken(
  db: WritableDatabase,
  { name, scopes, role, createdAt }: ApiToken,
  hash: string,
): boolean {
  const added = db.run(sql`INSERT INTO api_token (name, hash, scopes, role, created_at)
      VALUES (${name}, ${hash}, ${JSON.stringify(scopes)}, ${role}, ${createdAt}) ON CONFLICT (name) DO NOTHING`);
  return added > 0;
}

/** With its sessions. Returns whether there was one. */
export function deleteToken(db: WritableDatabase, name: string): boolean {
  return transaction(db, () => {
    db.run(sql`DELETE FROM session WHERE token IN (SELECT hash FROM api_token WHERE name = ${name})`);
    return db.run(sql`DELETE FROM api_token WHERE name = ${name}`) > 0;
  });
}
