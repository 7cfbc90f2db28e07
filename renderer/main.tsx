import './parsing.ts';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { followHouse } from './liveUpdates.ts';
import { Shell } from './shell/Shell.tsx';
import { editor } from './stores.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html holds no element with the id "root".');

followHouse();
// The desktop would refuse to close without a word; there, nothing waits for a connection.
if (window.inkdexDesktop === undefined) {
  addEventListener('beforeunload', (event) => {
    if (editor.getState().hasUnsaved()) event.preventDefault();
  });
}
createRoot(root).render(
  <StrictMode>
    <Shell />
  </StrictMode>,
);
