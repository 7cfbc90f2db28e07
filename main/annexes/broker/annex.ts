import type { Annex } from '../../annex.ts';

/** Readers on other machines, over a NATS server: the library's side and theirs. */
export const broker: Annex = {
  broker: async () => (await import('./service.ts')).openBroker,
  commands: async () => ({ mcp: [(await import('./command.ts')).workerCommand()] }),
};
