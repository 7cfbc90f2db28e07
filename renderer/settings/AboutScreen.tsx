import { useEffect, useState } from 'react';
import type { Notice } from 'virtual:notices';
import { useWindowTitle } from '../common/windowTitle.ts';
import { useCall } from '../host/useCall.ts';
import { formatRoute } from '../state/route.ts';
import { attempt } from '../state/stores.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { formatPlural } from '../ui/format.ts';
import { Fact } from '../ui/NumberTable.tsx';

/** The version of Inkdex, and the licences of everything that it ships. */
export function AboutScreen() {
  const { answer: info } = useCall('libraryInfo', {});
  useWindowTitle('About');
  return (
    <div className="settings-screen">
      <header className="settings-header">
        <BackLink href={formatRoute({ screen: 'settings' })} label="Settings" />
        <div>
          <h1>About Inkdex</h1>
        </div>
      </header>
      <p className="lead">Makes handwriting in photos searchable, on your own machine.</p>
      <dl className="facts">
        <Fact name="Version">{info?.version ?? ''}</Fact>
        <Fact name="Licence">MIT</Fact>
      </dl>
      <Notices />
    </div>
  );
}

function Notices() {
  const [notices, setNotices] = useState<readonly Notice[]>();
  useEffect(() => {
    // A megabyte of licences, which only this screen needs.
    void attempt(
      import('virtual:notices').then((module) => {
        setNotices(module.notices);
      }),
    );
  }, []);
  return (
    <section aria-labelledby="notices" aria-busy={notices === undefined}>
      <h2 id="notices">Licences</h2>
      {notices !== undefined && (
        <details>
          <summary>Inkdex contains {formatPlural(notices.length, 'package')} by others.</summary>
          <ul className="notices">
            {notices.map(({ name, version, licence, text }) => (
              <li key={`${name} ${version}`}>
                {text === '' ? (
                  `${name} ${version}: ${licence}`
                ) : (
                  <details>
                    <summary>
                      {name} {version}: {licence}
                    </summary>
                    <pre tabIndex={0}>{text}</pre>
                  </details>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
