import { createHash, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { z } from 'zod';
import { callerSchema, owner, type Caller } from '../../../shared/contract/account.ts';
import { browserSessionSchema, sessionDays, type BrowserSession } from '../../../shared/contract/session.ts';
import { InkdexError } from '../../../shared/result.ts';
import { sql, transaction, type WritableDatabase } from '../database.ts';
import { oldBefore } from './daysOfUse.ts';

export type Sessions = ReturnType<typeof createSessions>;

const dayMs = 86_400_000;
/** How exactly the last use is known: a write for each request would be too much. */
const notedMs = 3_600_000;
/** Of one person; beyond them, the one that was used longest ago ends. */
const mostOfOne = 50;
/** What the owner has in place of the hash of a token. */
const ofOwner = '';

const foundRow = z.object({
  id: z.int(),
  token: z.string(),
  name: z.string().nullable(),
  role: callerSchema.shape.role.nullable(),
  usedAt: z.string(),
});

/**
 * Browsers that have signed in. The library has only hashes of their secrets, which are those of this very file: in a copy or a
 * restored backup, nobody is signed in. Who a session is of is asked of the token each time, so that it ends with the token.
 */
export function createSessions(db: WritableDatabase) {
  const { ino: file } = statSync(db.name, { bigint: true });
  const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
  const hashHere = (secret: string): string => hashOf(`${file} ${secret}`);
  const remove = (which: readonly number[]): number =>
    which.reduce((sum, id) => sum + db.run(sql`DELETE FROM session WHERE id = ${id}`), 0);
  const noteUse = (id: number): void => {
    try {
      db.run(sql`UPDATE session SET used_at = ${new Date().toISOString()} WHERE id = ${id}`);
    } catch {
      // On a full disk people stay signed in; the next use is noted.
    }
  };
  const list = ({ name, role, session }: Caller): (BrowserSession & { readonly isOwn: boolean })[] =>
    db
      .all(
        browserSessionSchema,
        sql`SELECT session.id, name, device, started_at AS startedAt, used_at AS usedAt FROM session
            LEFT JOIN api_token ON api_token.hash = session.token
            WHERE session.token = ${ofOwner} OR role IS NOT NULL ORDER BY used_at DESC, session.id DESC`,
      )
      .filter((each) => role === 'admin' || each.name === name)
      .map((each) => ({ ...each, isOwn: each.id === session }));

  return {
    /**
     * Signs a browser in.
     *
     * @param token of a person; null for the owner
     * @param device in words
     * @returns its secret, 192 random bits, which nothing can show again
     */
    begin(token: string | null, device: string): string {
      const secret = randomBytes(24).toString('base64url');
      const of = token === null ? ofOwner : hashOf(token);
      const now = new Date().toISOString();
      transaction(db, () => {
        db.run(sql`INSERT INTO session (hash, token, device, started_at, used_at)
            VALUES (${hashHere(secret)}, ${of}, ${device}, ${now}, ${now})`);
        db.run(sql`DELETE FROM session WHERE token = ${of} AND id NOT IN
            (SELECT id FROM session WHERE token = ${of} ORDER BY used_at DESC, id DESC LIMIT ${mostOfOne})`);
      });
      return secret;
    },
    /** Who has signed in with a secret; null if nobody has, it has ended, or was not used for `sessionDays`. */
    find(secret: string): Caller | null {
      const found = db.first(
        foundRow,
        sql`SELECT session.id, token, name, role, used_at AS usedAt FROM session
            LEFT JOIN api_token ON api_token.hash = session.token WHERE session.hash = ${hashHere(secret)}`,
      );
      if (found === undefined) return null;
      const { id, token, name, role, usedAt } = found;
      const unusedMs = Date.now() - Date.parse(usedAt);
      // A clock that is ahead ends nothing: the browser is signed in again when the clock is right.
      if (unusedMs > sessionDays * dayMs || (token !== ofOwner && role === null)) return null;
      if (Math.abs(unusedMs) > notedMs) noteUse(id);
      return token === ofOwner || role === null ? { ...owner, session: id } : { name, role, session: id };
    },
    /** Signs out the browser with a secret. */
    end(secret: string): void {
      db.run(sql`DELETE FROM session WHERE hash = ${hashHere(secret)}`);
    },
    /** Signs out the owner everywhere. */
    endOwners(): void {
      db.run(sql`DELETE FROM session WHERE token = ${ofOwner}`);
    },
    /** Deletes those that nobody has used for long. */
    removeOld(): void {
      db.run(sql`DELETE FROM session WHERE used_at < ${oldBefore(db, sessionDays).toISOString()}`);
    },
    list,
    /** @throws InkdexError `not-found` also for one of somebody else, unless the caller is an admin */
    endOne(id: number, caller: Caller): void {
      const found = list(caller).filter((each) => each.id === id);
      if (remove(found.map((each) => each.id)) > 0) return;
      throw new InkdexError('not-found', 'This browser is signed out already.');
    },
    /** Signs out the other browsers of a person. Returns how many there were. */
    endOthers: (caller: Caller): number =>
      remove(list(caller).flatMap(({ id, isOwn, name }) => (isOwn || name !== caller.name ? [] : [id]))),
  };
}
