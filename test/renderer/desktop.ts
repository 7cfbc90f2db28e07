import { vi } from 'vitest';

/**
 * A window of the desktop for the renderer's own stores: what uses them is to be imported after this.
 *
 * @param answer given for every call to the house
 */
export function openDesktop(answer: (call: string, args: unknown) => unknown): void {
  vi.resetModules();
  const storage = { getItem: () => null, setItem: () => undefined };
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('sessionStorage', storage);
  vi.stubGlobal('window', {
    inkdexDesktop: {
      invoke: async (call: string, args: unknown) => ({ ok: true, value: await answer(call, args) }),
      subscribe: () => () => undefined,
      pathOf: () => '',
    },
    location: { hash: '' },
    addEventListener: () => undefined,
  });
}
