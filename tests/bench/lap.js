// Timing in the page.

/** How long one call takes, and what it gives. */
export async function lap(call) {
  const start = performance.now();
  const value = await call();
  return { ms: performance.now() - start, value };
}

/** Median and 95th percentile of repeated calls. */
export async function lapsOf(count, call) {
  const times = [];
  for (let number = 0; number < count; number++) times.push((await lap(call)).ms);
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1], p95: times[Math.floor(times.length * 0.95)] };
}

/** Starts to watch; the function that it returns stops and says how long the longest task was. */
export function longestTask() {
  let longest = 0;
  const note = (entries) => entries.forEach((entry) => (longest = Math.max(longest, entry.duration)));
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ entryTypes: ['longtask'] });
  return async () => {
    await new Promise((done) => setTimeout(done, 50));
    note(observer.takeRecords());
    observer.disconnect();
    return longest;
  };
}
