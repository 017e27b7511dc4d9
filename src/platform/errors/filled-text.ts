/** A family's error text with its `{name}`s filled in; one without a value stays as it is. */
export function filledText(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
