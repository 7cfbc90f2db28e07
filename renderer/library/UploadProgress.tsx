import { useStore } from 'zustand';
import { uploads } from '../stores.ts';
import { ProgressBar } from '../ui/Progress.tsx';

/** How far dropped files are on their way to the house. */
export function UploadProgress() {
  const progress = useStore(uploads, (state) => state.progress);
  if (progress === null) return null;
  return (
    <div className="upload-progress">
      <span>Taking the files in…</span>
      <ProgressBar label="Files taken in" value={progress} />
    </div>
  );
}
