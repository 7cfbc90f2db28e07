import type { Run } from '../../../shared/contract/run.ts';
import { describeDeed, describePlan } from '../describeRun.ts';
import { isUnfinished } from '../../state/runList.ts';

/** Describes what a run does and has done. */
export function RunStory({ run }: { readonly run: Run }) {
  const deeds = describeDeed(run);
  return (
    <section className="panel" aria-labelledby="story">
      <h2 id="story">{isUnfinished(run) ? 'What it does' : 'What it did'}</h2>
      <ul className="sentences">
        {describePlan(run).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {deeds.length > 0 && (
        <ul className="sentences sentences-done">
          {deeds.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {run.notices.length > 0 && (
        <>
          <h3>Notes</h3>
          <ul className="sentences run-notices">
            {run.notices.map((notice) => (
              <li key={notice}>{notice}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
