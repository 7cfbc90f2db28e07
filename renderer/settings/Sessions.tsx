import { LogOut } from 'lucide-react';
import { host } from '../host/transport.ts';
import { answers, useCall } from '../host/useCall.ts';
import { attempt } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatMoment } from '../ui/format.ts';

/** Browsers that have signed in: the own ones, and for an admin those of all people. */
export function Sessions() {
  const { answer: sessions } = useCall('listSessions', {});
  if (sessions === undefined || sessions.length === 0) return null;
  const end = async (work: Promise<unknown>) => {
    await attempt(work);
    await answers.askAgain('listSessions');
  };
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Signed-in browsers</h2>
      <p className="hint">A browser that is not used for 30 days is signed out.</p>
      <ul className="token-list" aria-label="Signed-in browsers">
        {sessions.map(({ id, name, device, startedAt, usedAt, isOwn }) => (
          <li key={id}>
            <div>
              <p className="token-name">{isOwn ? `${device} (this browser)` : device}</p>
              <p className="hint" dir="auto">
                {[
                  name ?? 'Owner',
                  `signed in ${formatMoment(startedAt) ?? startedAt}`,
                  `last used ${formatMoment(usedAt) ?? usedAt}`,
                ].join(' · ')}
              </p>
            </div>
            {!isOwn && (
              <Button
                icon={LogOut}
                aria-label={`Sign out ${device} of ${name ?? 'the owner'}`}
                onClick={() => void end(host.endSession({ session: id }))}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.some(({ isOwn }) => !isOwn) && (
        <div className="settings-actions">
          <Button icon={LogOut} onClick={() => void end(host.endOtherSessions({}))}>
            Sign out all other browsers
          </Button>
        </div>
      )}
    </section>
  );
}
