import { ScanText } from 'lucide-react';
import { Button } from '../ui/Button.tsx';
import { readUnread, useUnread } from './unread.ts';

/** Reads the photos that wait although no job will read them; nothing without any. */
export function ReadUnread() {
  const unread = useUnread();
  if (unread === 0) return null;
  return (
    <Button icon={ScanText} changes="readPhotos" onClick={readUnread}>
      {unread === 1 ? 'Read it' : 'Read them'}
    </Button>
  );
}
