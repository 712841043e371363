/**
 * Lets one tab of this device send. It saves traffic and nothing else: two tabs that send at once send the same entries,
 * and the server knows them by place and hash. Without Web Locks every tab leads.
 * @param locks the browser's lock manager, if it has one
 * @returns a function that steps down
 */
export function leadOneTab(
  locks: LockManager | undefined,
  deviceId: string,
  onLead: (isLeader: boolean) => void,
): () => void {
  if (locks === undefined) {
    onLead(true);
    return () => undefined;
  }
  const ending = new AbortController();
  let stepDown = (): void => undefined;
  const turn = locks.request(`gerai-sync-${deviceId}`, { signal: ending.signal }, async () => {
    onLead(true);
    await new Promise<void>((resolve) => {
      stepDown = resolve;
    });
  });
  turn.catch(() => {
    // A browser that refuses the lock for any other reason must not keep the sales on the device.
    if (!ending.signal.aborted) onLead(true);
  });
  return () => {
    ending.abort();
    stepDown();
  };
}
