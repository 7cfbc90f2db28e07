import { createNotes, type NotesParts } from './notes.ts';
import { createSidecars, type SidecarParts } from './sidecars.ts';

/** The files outside the library that follow the words of its photos. */
export function createFollowers(parts: NotesParts & SidecarParts) {
  const notes = createNotes(parts);
  const sidecars = createSidecars(parts);
  return {
    calls: { ...notes.calls, ...sidecars.calls },
    notes,
    sidecars,
    start(): void {
      notes.start();
      sidecars.start();
    },
    async close(): Promise<void> {
      await notes.close();
      await sidecars.close();
    },
  };
}
