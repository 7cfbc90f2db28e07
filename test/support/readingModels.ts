import { openReadingModels } from '../../main/reader/reader.ts';
import { createSessions, type ModelsAsked, type ReadingModels } from '../../main/reader/models/sessions.ts';

/** The shipped models, or others in their place, each with one thread on the processor. */
export async function readingModels(
  paths: Partial<Pick<ModelsAsked, 'detector' | 'recogniser'>> = {},
  sessions = createSessions(),
): Promise<ReadingModels> {
  return await openReadingModels(sessions, {
    detector: 'resources/models/starter-detector.onnx',
    recogniser: 'resources/models/starter-recogniser.onnx',
    threads: 1,
    engine: 'cpu',
    fast: false,
    ...paths,
  });
}
