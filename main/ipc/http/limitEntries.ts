const minuteMs = 60_000;

/**
 * Writes at most so many entries of a log in a minute, and then a line with how many were left out. Strangers need no token for a
 * request that is refused, and must not fill the disk with it.
 */
export function limitEntries<Entry>(
  write: (entry: Entry) => void,
  writeLine: (line: string) => void,
  mostPerMinute = 30,
  now: () => number = () => performance.now(),
): (entry: Entry) => void {
  let start = -Infinity;
  let entries = 0;
  return (entry) => {
    if (now() - start >= minuteMs) {
      if (entries > mostPerMinute) writeLine(`${entries - mostPerMinute} more requests were refused.`);
      start = now();
      entries = 0;
    }
    entries += 1;
    if (entries <= mostPerMinute) write(entry);
  };
}
