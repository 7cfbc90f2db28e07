import { createHash, randomBytes } from 'node:crypto';
import type { tokenCalls } from '../../../shared/contract/apiToken.ts';
import type { Serves } from '../../../shared/contract/contract.ts';
import { InkdexError } from '../../../shared/result.ts';
import { deleteToken, findToken, insertToken, listTokens } from './apiTokens.ts';
import type { WritableDatabase } from '../database.ts';

export type Tokens = ReturnType<typeof createTokens>;

/** Tokens of programs that use the API and of people who use the browser. The library stores only their hashes. */
export function createTokens(db: WritableDatabase) {
  const calls = {
    listTokens: () => listTokens(db),
    /** The secret has 192 random bits. */
    createToken({ name, scopes, role }) {
      const secret = `inkdex_${randomBytes(24).toString('base64url')}`;
      const token = { name, scopes: [...new Set(scopes)].sort(), role, createdAt: new Date().toISOString() };
      if (insertToken(db, token, hashOf(secret))) return { ...token, secret };
      throw new InkdexError(
        'conflict',
        `There is a token “${name}”. Choose another name, or revoke it first: inkdex token revoke "${name}"`,
      );
    },
    revokeToken({ name }) {
      if (deleteToken(db, name)) return null;
      throw new InkdexError(
        'not-found',
        `There is no token “${name}”. List the tokens with: inkdex token list`,
      );
    },
  } satisfies Serves<typeof tokenCalls>;
  return {
    calls,
    /** The token with a secret; undefined if there is none, or it was revoked. */
    find: (secret: string) => findToken(db, hashOf(secret)),
  };
}

/** A secret has too many random bits to be guessed from a fast hash. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
