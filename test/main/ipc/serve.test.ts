import { describe, expect, it } from 'vitest';
import { serve } from '../../../main/ipc/serve.ts';
import { owner } from '../../../shared/contract/account.ts';
import { calls } from '../../../shared/contract/contract.ts';
import { InkdexError } from '../../../shared/result.ts';
import { emptyLibrary, smallHost } from '../../support/smallHost.ts';

describe('Serving the contract', () => {
  it('wraps a value in an envelope', async () => {
    const answer = serve(smallHost(), () => undefined);
    expect(await answer('libraryInfo', {}, owner)).toEqual({ ok: true, value: emptyLibrary });
  });

  it('accepts every call of the contract', async () => {
    const host = smallHost({ libraryInfo: () => Promise.reject(new InkdexError('library-busy', 'Busy.')) });
    const answer = serve(host, () => undefined);
    for (const name of Object.keys(calls)) {
      const result = await answer(name, {}, owner);
      expect(result.ok ? '' : result.error.message).not.toContain('There is no call');
    }
  });

  it('rejects a name that is not in the contract, such as a property of every object', async () => {
    const answer = serve(smallHost(), () => undefined);
    for (const name of ['launchMissiles', 'constructor', '__proto__', 'toString']) {
      expect(await answer(name, {}, owner)).toMatchObject({ ok: false, error: { code: 'bad-arguments' } });
    }
  });

  it('rejects arguments that do not match the schema, and names them', async () => {
    const answer = serve(smallHost(), () => undefined);
    const result = await answer('search', { query: 7, offset: 0, limit: 10 }, owner);
    expect(result).toMatchObject({ ok: false, error: { code: 'bad-arguments' } });
    expect(result.ok ? '' : result.error.message).toContain('query');
  });

  it('passes the parsed arguments to the handler, without unknown properties', async () => {
    const seen: unknown[] = [];
    const host = smallHost({
      listFolder: (args) => {
        seen.push(args);
        return Promise.resolve({ path: '/', parent: null, entries: [], photos: 0 });
      },
    });
    await serve(host, () => undefined)('listFolder', { path: '/', what: 'files', surprise: true }, owner);
    expect(seen).toEqual([{ path: '/', what: 'files' }]);
  });

  it('sends the code and message of an InkdexError, and logs nothing', async () => {
    const log: string[] = [];
    const answer = serve(smallHost(), (message) => log.push(message));
    expect(await answer('listJobs', {}, owner)).toEqual({
      ok: false,
      error: { code: 'not-found', message: 'listJobs finds nothing.' },
    });
    expect(log).toEqual([]);
  });

  it('logs the stack of a bug and does not send it', async () => {
    const log: string[] = [];
    const host = smallHost({ listJobs: () => Promise.reject(new TypeError('jobs is undefined')) });
    const result = await serve(host, (message) => log.push(message))('listJobs', {}, owner);
    expect(result).toEqual({ ok: false, error: { code: 'internal', message: 'jobs is undefined' } });
    expect(log.join()).toContain('serve.test.ts');
  });

  it('does not send an invalid result', async () => {
    const host = smallHost({ libraryInfo: () => Promise.resolve({ ...emptyLibrary, photos: -1 }) });
    const result = await serve(host, () => undefined)('libraryInfo', {}, owner);
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
  });
});
