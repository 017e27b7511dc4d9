/** Milliseconds as `YYYY-MM-DD HH:MM:SS` in UTC, without a fraction. */
export function formatInstant(ms: number): string {
  const date = new Date(Math.floor(ms / 1000) * 1000);
  const year = date.getUTCFullYear();
  const shown = year < 0 ? `-${pad(-year, 4)}` : pad(year, 4);
  const day = `${shown}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
  return `${day} ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}
