/** Milliseconds that all threads of this process have kept processors busy since `process.cpuUsage()` gave `since`. */
export function processorMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
