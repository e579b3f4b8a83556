/**
 * Begins a call once for each key, when it is first asked for, and gives everybody the same answer. What was begun early and
 * nobody waits for in the end may fail unheard.
 */
export function callOnce<K, T>(begin: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const begun = new Map<K, Promise<T>>();
  return (key) => {
    const running = begun.get(key) ?? begin(key);
    if (!begun.has(key)) running.catch(() => {});
    begun.set(key, running);
    return running;
  };
}
