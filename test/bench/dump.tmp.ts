import { createSessions } from '../../main/workers/reader/sessions.ts';
import { wordDecoderFor } from '../../main/workers/reader/wordDecoders.ts';
import { germanCrops } from '../../main/pretraining/data.ts';
import { readCrops } from '../../main/pretraining/recogniser/sources.ts';
import { readWords } from './measure/wordSets.ts';
import { recogniserPath } from './measure/models.ts';
const model = await createSessions().open('recogniser', recogniserPath, 2);
const decoder = await wordDecoderFor(model.metadata);
const crops = (await germanCrops()).slice(0, 30);
const words = await readWords(model, await readCrops(crops), decoder);
console.log('read');
for (const w of words) { const t=performance.now(); console.log(w.text, w.views.length, w.views[0]?.posteriors.steps); 
 const r = decoder.inLanguages([w], 'german'); console.log((performance.now()-t).toFixed(0), decoder.alternatives(r.words[0] ?? [], 3).map(a=>a.text).join(' ')); }
