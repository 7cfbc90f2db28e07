import { openServices } from '../../main/services.ts';
import { photoIdSchema } from '../../shared/contract/photo.ts';
import { createRandom } from '../../shared/random.ts';
import { labelState } from './labelStates.ts';
import { randomAction } from './randomEdits.ts';

/**
 * Edits a photo 200 times, printing a line for each edit that was acknowledged, with the revision and
 * what the photo's words are then: made to be killed meanwhile.
 */
const [library = '', photoArgument = '', seed = ''] = process.argv.slice(2);
const photo = photoIdSchema.parse(Number(photoArgument));
const random = createRandom(Number(seed));
const services = await openServices({ library, announce: () => undefined });
for (let edit = 0; edit < 200; edit += 1) {
  const labels = services.labels.calls.getLabels({ photo });
  const action = randomAction(random, labels, services.labels);
  const { revision } = services.labels.calls.editLabels({ photo, revision: labels.revision, action });
  const state = labelState(services.labels.calls.getLabels({ photo }));
  // Before the next edit is made: what is still to be said when the process is killed, nobody hears.
  await new Promise((said) => {
    process.stdout.write(`${JSON.stringify({ revision, state })}\n`, said);
  });
}
await services.close();
