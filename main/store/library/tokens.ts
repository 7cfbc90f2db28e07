import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '../../../shared/contract/account.ts';
import type { ApiToken, Scope } from '../../../shared/contract/apiToken.ts';
import { InkdexError } from '../../../shared/result.ts';
import { deleteToken, findToken, insertToken, listTokens } from './apiTokens.ts';
import type { WritableDatabase } from '../database.ts';

export interface NewToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly role: Role | null;
}

export type Tokens = ReturnType<typeof createTokens>;

/** Tokens of programs that use the API and of people who use the browser. The library stores only their hashes. */
export function createTokens(db: WritableDatabase) {
  return {
    /**
     * Makes a token.
     *
     * @returns it with its secret, 192 random bits, which nothing can show again
     * @throws InkdexError `conflict` if there is a token of this name
     */
    create({ name, scopes, role }: NewToken): ApiToken & { readonly secret: string } {
      const secret = `inkdex_${randomBytes(24).toString('base64url')}`;
      const token = { name, scopes: [...new Set(scopes)].sort(), role, createdAt: new Date().toISOString() };
      if (insertToken(db, token, hashOf(secret))) return { ...token, secret };
      throw new InkdexError(
        'conflict',
        `There is a token “${name}”. Choose another name, or revoke it first: inkdex token revoke "${name}"`,
      );
    },
    /** By name. */
    list: () => listTokens(db),
    /** Ends a token at once, also for a server that is running. @throws InkdexError `not-found` */
    revoke(name: string): void {
      if (deleteToken(db, name)) return;
      throw new InkdexError(
        'not-found',
        `There is no token “${name}”. List the tokens with: inkdex token list`,
      );
    },
    /** The token with a secret; undefined if there is none, or it was revoked. */
    find: (secret: string) => findToken(db, hashOf(secret)),
  };
}

/** A secret has too many random bits to be guessed from a fast hash. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
