import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { serve } from '../../../main/ipc/serve.ts';
import { includesRole, owner, roleSchema, type Caller } from '../../../shared/contract/account.ts';
import { calls, events } from '../../../shared/contract/contract.ts';
import { smallHost } from '../../support/smallHost.ts';

const people: readonly Caller[] = roleSchema.options.map((role) => ({ name: `a ${role}`, role }));
const declared = Object.entries(calls).map(([name, { role, args }]) => ({ name, role, args }));

/** Calls whose names say that they change something; a reader makes none of them. */
const changing =
  /^(?:import|export(?!Photos)|remove|forget|restore|retry|dismiss|save|delete|change|watch|unwatch|set|rotate|read|edit|undo|redo|judge|accept|reopen|rename|create|draw|freeze|verify|split|compare|promote|roll|choose|install|measure|start|queue|learn|evaluate|lease|revoke|pause|resume|cancel|download)[A-Z]/u;

describe('The roles of the contract', () => {
  it('are declared by every call', () => {
    for (const { name, role } of declared) expect(roleSchema.safeParse(role).success, name).toBe(true);
  });

  it('are declared by every event, which nobody hears without the role of the call that answers the same', () => {
    for (const [name, { role }] of Object.entries(events))
      expect(roleSchema.safeParse(role).success, name).toBe(true);
    expect([events.brokerChanged.role, events.notesChanged.role]).toEqual([
      calls.broker.role,
      calls.notesFolder.role,
    ]);
  });

  it('let a reader change nothing', () => {
    const wrong = declared.filter(({ name, role }) => changing.test(name) && role === 'read');
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('keep paths of this machine for admins', () => {
    const withPaths = declared.filter(({ args }) =>
      /"(?:path|paths|fonts)":\{/u.test(
        JSON.stringify(z.toJSONSchema(args, { unrepresentable: 'any', io: 'input' })),
      ),
    );
    expect(withPaths.length).toBeGreaterThan(10);
    const others = withPaths.filter(({ role }) => role !== 'admin');
    // Without a path, it makes a file that a browser downloads.
    expect(others.map(({ name }) => name)).toEqual(['exportPhotos']);
  });

  it.each(declared.map(({ name, role }) => [name, role] as const))(
    'are enforced for %s, which needs %s',
    async (name, needed) => {
      const ask = serve(smallHost(), () => undefined);
      for (const caller of [...people, owner]) {
        const answer = await ask(name, {}, caller);
        const isRefused = !answer.ok && answer.error.code === 'permission-denied';
        expect(isRefused, caller.role).toBe(!includesRole(caller.role, needed));
      }
    },
  );

  it('explain a refusal: what the person can do, what this needs, and whom to ask', async () => {
    const ask = serve(smallHost(), () => undefined);
    expect(await ask('saveSearch', {}, { name: 'Rae', role: 'read' })).toEqual({
      ok: false,
      error: {
        code: 'permission-denied',
        message:
          'You can look and search in this library. This needs the role “label”: ask whoever runs the library.',
      },
    });
  });

  it('refuse a path of this machine to a reader, whatever the role of the call', async () => {
    const ask = serve(smallHost(), () => undefined);
    const args = { of: { query: 'a' }, format: 'pdf' };
    const reader: Caller = { name: 'Rae', role: 'read' };
    expect(await ask('exportPhotos', { ...args, path: '/tmp/a.pdf' }, reader)).toMatchObject({
      error: { code: 'permission-denied' },
    });
    expect(await ask('exportPhotos', { ...args, path: null }, reader)).toMatchObject({
      error: { message: 'exportPhotos finds nothing.' },
    });
  });
});
